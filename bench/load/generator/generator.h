/* What the parts of the load generator share; `main.c` says what it is. */
#ifndef GENERATOR_H
#define GENERATOR_H
#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGITS = 10, LENGTH_BYTES = 4, IS_ACK = 1, CHUNK = 1 << 18, MOST_FRAME = 1 << 24 };
static const uint64_t FIRST_ID = 1000000000;

/* Exact below 64 µs, then 32 steps to each doubling: 3 % at most. */
enum { EXACT = 64, STEPS = 32, DOUBLINGS = 24, BUCKETS = EXACT + STEPS * DOUBLINGS };
struct histogram { uint64_t counts[BUCKETS]; };

struct counts { uint64_t sent, acked, delivered; };

struct stream;

struct flow {
  uint64_t window, step_ns, due; /* `due`: how many messages of the flow should have been written by now */
  int type;
  bool gaps;
  size_t first_stream, streams;
  struct counts all, begin, end;
  uint64_t refused, disordered, spared;
  struct histogram acks, deliveries;
};

struct connection {
  int fd;
  enum { CONNECTING, SIGNING_IN, READY } state;
  uint8_t *sign_in;
  size_t sign_in_length;
  unsigned answers_left;
  struct stream *sends, *receives;
  uint64_t next;                        /* number of the delivery that should come next */
  uint8_t *rest, *unsent;               /* half a frame that came; what the socket did not take */
  size_t rest_length, rest_room, unsent_length, unsent_room;
};

struct stream {
  size_t flow, sender, first_receiver, receivers, id_at, length;
  uint8_t *frame;
  uint64_t sent, acked;
  uint64_t *written_at; /* of the messages in the window, in its flow's order */
};

/* The plan. */
extern struct flow *flows;
extern struct connection *connections;
extern struct stream *streams;
extern size_t flow_count, connection_count, stream_count;
extern double warm_up_seconds, measured_seconds, drain_seconds;
extern int port;

void read_plan(void);

/* The header of a packet, and whether it is an answer that says success. */
struct packet { int64_t type, flags; uint64_t number; bool success; };
bool read_packet(const uint8_t *at, const uint8_t *end, struct packet *packet);

void record(struct histogram *histogram, uint64_t from_ns, uint64_t to_ns);

/* Prints the totals of all flows at a moment; prints everything that was measured. */
void print_moment(const char *name);
void print_result(void);
/* Deliveries of a flow that have not come. */
uint64_t missing_of(const struct flow *flow);

/* Says why, and ends. */
void fail(const char *format, ...);
uint64_t now_ns(void);

#endif
