/*
 * The load generator: signs in, plays flows of messages, checks every acknowledgement and every delivery, measures.
 * One thread, epoll. It knows the header of OMTP; everything else it sends comes ready-made in the plan on its input,
 * one thing a line, bytes in hex (`plan.ts` writes it):
 *
 *   port P
 *   seconds WARM_UP MEASURED DRAIN
 *   connection BYTES                     what signs it in: requests whose answers must say success
 *   flow WINDOW RATE TYPE GAPS           a window of messages on their way, or, when that is 0, RATE messages a second;
 *                                        GAPS: receivers may be spared messages, but never the last
 *   stream SENDER RECEIVER COUNT ID BYTES   of the flow above: COUNT receivers from RECEIVER on; the ten digits of the packId stand at ID
 *
 * It answers with JSON, one object a line: `ready`, `begin`, `progress` each second, `end`, `result`; or `failure`.
 * At a rate, a latency counts from the moment the message was due, whenever it could be written (no coordinated omission).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { DIGITS = 10, LENGTH_BYTES = 4, IS_ACK = 1, SIGNING_IN_AT_ONCE = 256, CHUNK = 1 << 18, MOST_FRAME = 1 << 24, LONGEST_OPENING_S = 60 };
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

static struct flow *flows;
static struct connection *connections;
static struct stream *streams;
static size_t flow_count, connection_count, stream_count, opened, signed_in;
static double warm_up_seconds, measured_seconds, drain_seconds;
static int port, poll_fd, timer_fd;
static enum { OPENING, WARMING, MEASURING, DRAINING } phase;
static uint64_t started_ns, phase_began_ns;
static uint8_t input[CHUNK + MOST_FRAME];

static void fail(const char *format, ...) {
  va_list words;
  va_start(words, format);
  printf("{\"failure\":\"");
  vprintf(format, words);
  printf("\"}\n");
  va_end(words);
  fflush(stdout);
  _exit(1);
}

static uint64_t clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

static void *more(void *items, size_t count, size_t size) {
  if ((count & (count - 1)) != 0) return items; /* room doubles at powers of two */
  void *moved = realloc(items, (count == 0 ? 1 : count * 2) * size);
  if (moved == NULL) fail("out of memory");
  return moved;
}

static void keep(uint8_t **room, size_t *room_length, size_t at, const uint8_t *bytes, size_t length) {
  if (at + length > *room_length) {
    *room_length = at + length;
    *room = realloc(*room, *room_length);
    if (*room == NULL) fail("out of memory");
  }
  memmove(*room + at, bytes, length);
}

/* ---- latencies ---- */

static size_t bucket_of(uint64_t us) {
  if (us < EXACT) return us;
  unsigned power = 63 - (unsigned)__builtin_clzll(us);
  size_t bucket = EXACT + (power - 6) * STEPS + ((us >> (power - 5)) - STEPS);
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

/* Whatever is in the bucket took less than this. */
static uint64_t end_of(size_t bucket) {
  if (bucket < EXACT) return bucket + 1;
  size_t power = (bucket - EXACT) / STEPS + 6, step = (bucket - EXACT) % STEPS + STEPS;
  return (uint64_t)(step + 1) << (power - 5);
}

static void record(struct histogram *histogram, uint64_t from_ns, uint64_t to_ns) {
  if (phase == MEASURING) histogram->counts[bucket_of(to_ns > from_ns ? (to_ns - from_ns) / 1000 : 0)]++;
}

/* ---- plan ---- */

static uint8_t *from_hex(const char *hex, size_t *length) {
  static const signed char digit[256] = { ['0'] = 0, ['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4, ['5'] = 5, ['6'] = 6, ['7'] = 7,
    ['8'] = 8, ['9'] = 9, ['a'] = 10, ['b'] = 11, ['c'] = 12, ['d'] = 13, ['e'] = 14, ['f'] = 15 };
  *length = strspn(hex, "0123456789abcdef") / 2;
  uint8_t *bytes = malloc(*length + 1);
  if (bytes == NULL) fail("out of memory");
  for (size_t i = 0; i < *length; i++) bytes[i] = (uint8_t)(digit[(uint8_t)hex[2 * i]] << 4 | digit[(uint8_t)hex[2 * i + 1]]);
  return bytes;
}

static size_t frames_in(const uint8_t *bytes, size_t length) {
  size_t count = 0;
  for (size_t at = 0; at + LENGTH_BYTES <= length; count++) at += (size_t)bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  return count;
}

static void read_connection(const char *hex) {
  connections = more(connections, connection_count, sizeof *connections);
  struct connection *c = &connections[connection_count++];
  *c = (struct connection){ .fd = -1 };
  c->sign_in = from_hex(hex, &c->sign_in_length);
  c->answers_left = (unsigned)frames_in(c->sign_in, c->sign_in_length);
}

static bool read_flow(const char *line) {
  double rate;
  int gaps;
  struct flow f = { .first_stream = stream_count };
  if (sscanf(line, "flow %lu %lf %d %d", &f.window, &rate, &f.type, &gaps) != 4) return false;
  f.gaps = gaps != 0;
  f.step_ns = rate > 0 ? (uint64_t)(1e9 / rate) : 0;
  flows = more(flows, flow_count, sizeof *flows);
  flows[flow_count++] = f;
  return f.window > 0 || f.step_ns > 0;
}

static bool read_stream(const char *line) {
  struct stream s = { .flow = flow_count - 1 };
  int hex;
  if (flow_count == 0 || sscanf(line, "stream %zu %zu %zu %zu %n", &s.sender, &s.first_receiver, &s.receivers, &s.id_at, &hex) != 4) return false;
  s.frame = from_hex(line + hex, &s.length);
  s.written_at = calloc(flows[s.flow].window + 1, sizeof *s.written_at);
  if (s.written_at == NULL || s.length == 0 || s.length > CHUNK) return false;
  streams = more(streams, stream_count, sizeof *streams);
  streams[stream_count++] = s;
  flows[s.flow].streams++;
  return s.sender < connection_count && s.first_receiver + s.receivers <= connection_count && s.id_at + DIGITS <= s.length;
}

static void read_plan(void) {
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    bool good = true;
    if (strncmp(line, "connection ", 11) == 0) read_connection(line + 11);
    else if (strncmp(line, "flow ", 5) == 0) good = read_flow(line);
    else if (strncmp(line, "stream ", 7) == 0) good = read_stream(line);
    else if (strncmp(line, "port ", 5) == 0) port = atoi(line + 5);
    else good = sscanf(line, "seconds %lf %lf %lf", &warm_up_seconds, &measured_seconds, &drain_seconds) == 3;
    if (!good) fail("a line of the plan is not understood: %.40s", strtok(line, "\n"));
  }
  free(line);
  for (struct stream *s = streams; s < streams + stream_count; s++) {
    connections[s->sender].sends = s;
    for (size_t i = 0; i < s->receivers; i++) connections[s->first_receiver + i].receives = s;
  }
}

/* ---- sockets ---- */

static void watch(struct connection *c, int operation, uint32_t events) {
  struct epoll_event event = { .events = events, .data.u64 = (uint64_t)(c - connections) };
  if (epoll_ctl(poll_fd, operation, c->fd, &event) != 0) fail("epoll: %s", strerror(errno));
}

static void open_connection(struct connection *c) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  int on = 1;
  struct linger reset = { .l_onoff = 1 }; /* at the end no port waits for a minute, of which a large crowd would run out */
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail("socket: %s", strerror(errno));
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS) fail("connect: %s", strerror(errno));
  watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static void open_some(void) {
  while (opened < connection_count && opened - signed_in < SIGNING_IN_AT_ONCE) open_connection(&connections[opened++]);
}

static void send_bytes(struct connection *c, const uint8_t *bytes, size_t length) {
  ssize_t taken = c->unsent_length > 0 ? 0 : send(c->fd, bytes, length, MSG_NOSIGNAL);
  if (taken < 0 && errno != EAGAIN) fail("the server closed a connection: %s", strerror(errno));
  if (taken < 0) taken = 0;
  if ((size_t)taken == length) return;
  keep(&c->unsent, &c->unsent_room, c->unsent_length, bytes + taken, length - (size_t)taken);
  c->unsent_length += length - (size_t)taken;
  watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void send_rest(struct connection *c) {
  ssize_t taken = send(c->fd, c->unsent, c->unsent_length, MSG_NOSIGNAL);
  if (taken < 0 && errno != EAGAIN) fail("the server closed a connection: %s", strerror(errno));
  if (taken <= 0) return;
  c->unsent_length -= (size_t)taken;
  memmove(c->unsent, c->unsent + taken, c->unsent_length);
  if (c->unsent_length == 0) watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

/* ---- sending ---- */

static void write_messages(struct stream *s, uint64_t count, uint64_t now) {
  static uint8_t batch[CHUNK];
  struct flow *f = &flows[s->flow];
  size_t length = 0;
  for (; count > 0; count--) {
    if (length + s->length > CHUNK) {
      send_bytes(&connections[s->sender], batch, length);
      length = 0;
    }
    memcpy(batch + length, s->frame, s->length);
    uint64_t id = FIRST_ID + s->sent;
    for (int digit = DIGITS - 1; digit >= 0; digit--, id /= 10) batch[length + s->id_at + (size_t)digit] = (uint8_t)('0' + id % 10);
    if (f->window > 0) s->written_at[s->sent % f->window] = now;
    length += s->length;
    s->sent++;
    f->all.sent++;
  }
  send_bytes(&connections[s->sender], batch, length);
}

static void fill_window(struct stream *s, uint64_t now) {
  uint64_t window = flows[s->flow].window, free_places = window - (s->sent - s->acked);
  if ((phase == WARMING || phase == MEASURING) && window > 0 && free_places > 0) write_messages(s, free_places, now);
}

/* Message `number` of a stream with a rate; the streams of a flow take turns. */
static uint64_t due_at(const struct stream *s, uint64_t number) {
  const struct flow *f = &flows[s->flow];
  return started_ns + (number * f->streams + (uint64_t)(s - streams) - f->first_stream) * f->step_ns;
}

static void write_due(struct flow *f, uint64_t now) {
  for (; started_ns + f->due * f->step_ns <= now; f->due++) write_messages(&streams[f->first_stream + f->due % f->streams], 1, now);
}

/* Writes what is due, and has the timer wake us for what is due next. */
static void write_all_due(void) {
  if (phase != WARMING && phase != MEASURING) return;
  uint64_t now = now_ns(), next = UINT64_MAX;
  for (struct flow *f = flows; f < flows + flow_count; f++) {
    if (f->step_ns == 0 || f->streams == 0) continue;
    write_due(f, now);
    uint64_t due = started_ns + f->due * f->step_ns;
    if (due < next) next = due;
  }
  if (next == UINT64_MAX) return;
  struct itimerspec at = { .it_value = { .tv_sec = (time_t)(next / 1000000000), .tv_nsec = (long)(next % 1000000000) } };
  timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

/* ---- receiving ---- */

struct packet { int64_t type, flags; uint64_t number; bool success; };

/* A Tars integer in its shortest form, whatever its tag. */
static const uint8_t *read_integer(const uint8_t *at, const uint8_t *end, int64_t *value) {
  if (at >= end) return NULL;
  unsigned kind = *at++ & 15;
  size_t size = kind == 12 ? 0 : (size_t)1 << kind;
  if ((kind > 3 && kind != 12) || (size_t)(end - at) < size) return NULL;
  int64_t read = size > 0 && *at > 127 ? -1 : 0;
  for (size_t i = 0; i < size; i++) read = (int64_t)((uint64_t)read << 8 | *at++);
  *value = read;
  return at;
}

/* A body: `0a`, type, version, flags, packId, `0b`, `1d 00`, length, payload. An answer says success when its payload begins with a struct whose first field is 0. */
static bool read_packet(const uint8_t *at, const uint8_t *end, struct packet *packet) {
  int64_t version, length, code = -1;
  if (at >= end || *at++ != 0x0a) return false;
  if ((at = read_integer(at, end, &packet->type)) == NULL) return false;
  if ((at = read_integer(at, end, &version)) == NULL) return false;
  if ((at = read_integer(at, end, &packet->flags)) == NULL) return false;
  if (end - at < 2 || *at != 0x36 || end - at < 2 + at[1]) return false;
  packet->number = UINT64_MAX;
  if (at[1] == DIGITS) {
    uint64_t id = 0;
    for (int digit = 0; digit < DIGITS; digit++) id = id * 10 + at[2 + digit] - '0';
    packet->number = id - FIRST_ID;
  }
  at += 2 + at[1];
  if (end - at < 3 || at[0] != 0x0b || at[1] != 0x1d || (at = read_integer(at + 3, end, &length)) == NULL) return false;
  packet->success = end - at > 1 && *at == 0x0a && read_integer(at + 1, end, &code) != NULL && code == 0;
  return true;
}

static void take_answer(struct connection *c, const struct packet *packet) {
  if (!packet->success) fail("a sign-in was refused");
  if (--c->answers_left > 0) return;
  c->state = READY;
  signed_in++;
  open_some();
}

static void take_ack(struct stream *s, const struct packet *packet, uint64_t now) {
  struct flow *f = &flows[s->flow];
  if (!packet->success) f->refused++;
  if (packet->number != s->acked) f->disordered++;
  record(&f->acks, f->window > 0 ? s->written_at[s->acked % f->window] : due_at(s, s->acked), now);
  s->acked++;
  f->all.acked++;
}

static void take_delivery(struct connection *c, const struct packet *packet, uint64_t now) {
  struct stream *s = c->receives;
  struct flow *f = &flows[s->flow];
  bool ahead = packet->number > c->next && packet->number < s->sent;
  if (f->gaps && ahead) f->spared += packet->number - c->next;
  else if (packet->number != c->next) f->disordered++;
  if (f->step_ns > 0 && packet->number < s->sent) record(&f->deliveries, due_at(s, packet->number), now);
  c->next = ahead ? packet->number + 1 : c->next + 1;
  f->all.delivered++;
}

static void take_packet(struct connection *c, const struct packet *packet, uint64_t now) {
  bool ack = (packet->flags & IS_ACK) != 0;
  if (c->state == SIGNING_IN && ack) take_answer(c, packet);
  else if (ack && c->sends != NULL && packet->type == flows[c->sends->flow].type) take_ack(c->sends, packet, now);
  else if (!ack && c->receives != NULL && packet->type == flows[c->receives->flow].type) take_delivery(c, packet, now);
}

static void receive(struct connection *c) {
  if (c->rest_length > 0) memcpy(input, c->rest, c->rest_length);
  ssize_t came = recv(c->fd, input + c->rest_length, CHUNK, 0);
  if (came < 0 && errno == EAGAIN) return;
  if (came <= 0) fail("the server closed a connection");
  uint64_t now = now_ns();
  const uint8_t *at = input, *end = input + c->rest_length + came;
  while (end - at >= LENGTH_BYTES) {
    size_t length = (size_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
    struct packet packet;
    if (length < LENGTH_BYTES || length > MOST_FRAME) fail("a frame says it has %zu bytes", length);
    if ((size_t)(end - at) < length) break;
    if (!read_packet(at + LENGTH_BYTES, at + length, &packet)) fail("a packet is not understood");
    take_packet(c, &packet, now);
    at += length;
  }
  c->rest_length = (size_t)(end - at);
  if (c->rest_length > 0) keep(&c->rest, &c->rest_room, 0, at, c->rest_length);
  if (c->sends != NULL) fill_window(c->sends, now);
}

static void handle(struct connection *c, uint32_t events) {
  if (c->state == CONNECTING) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) fail("connect: %s", strerror(error));
    c->state = SIGNING_IN;
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
    send_bytes(c, c->sign_in, c->sign_in_length);
    return;
  }
  if (events & EPOLLOUT) send_rest(c);
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
}

/* ---- report ---- */

static struct counts totals(void) {
  struct counts sum = { 0 };
  for (struct flow *f = flows; f < flows + flow_count; f++) {
    sum.sent += f->all.sent;
    sum.acked += f->all.acked;
    sum.delivered += f->all.delivered;
  }
  return sum;
}

static void print_moment(const char *name) {
  struct counts sum = totals();
  printf("{\"%s\":{\"seconds\":%.6f,\"cpuSeconds\":%.6f,\"acked\":%lu,\"delivered\":%lu}}\n", name, (double)now_ns() / 1e9,
         (double)clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9, sum.acked, sum.delivered);
  fflush(stdout);
}

static void print_histogram(const char *name, const struct histogram *histogram) {
  const char *comma = "";
  printf(",\"%s\":[", name);
  for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
    if (histogram->counts[bucket] == 0) continue;
    printf("%s[%lu,%lu]", comma, end_of(bucket), histogram->counts[bucket]);
    comma = ",";
  }
  printf("]");
}

/* Deliveries that never came. */
static uint64_t missing_of(const struct flow *f) {
  uint64_t missing = 0;
  for (struct stream *s = streams + f->first_stream; s < streams + f->first_stream + f->streams; s++)
    for (size_t i = 0; i < s->receivers; i++) missing += s->sent - connections[s->first_receiver + i].next;
  return missing;
}

static void print_result(void) {
  printf("{\"result\":[");
  for (struct flow *f = flows; f < flows + flow_count; f++) {
    printf("%s{\"acked\":%lu,\"delivered\":%lu,\"ackedInAll\":%lu,\"deliveredInAll\":%lu,\"unacked\":%lu,\"refused\":%lu,\"disordered\":%lu,\"missing\":%lu,\"spared\":%lu",
           f == flows ? "" : ",", f->end.acked - f->begin.acked, f->end.delivered - f->begin.delivered, f->all.acked - f->begin.acked,
           f->all.delivered - f->begin.delivered, f->all.sent - f->all.acked, f->refused, f->disordered, missing_of(f), f->spared);
    print_histogram("acks", &f->acks);
    print_histogram("deliveries", &f->deliveries);
    printf("}");
  }
  printf("]}\n");
  fflush(stdout);
}

/* ---- phases ---- */

static bool drained(void) {
  for (struct flow *f = flows; f < flows + flow_count; f++)
    if (f->all.acked != f->all.sent || missing_of(f) > 0) return false;
  return true;
}

static void enter(int next) {
  phase = next;
  phase_began_ns = now_ns();
}

static void start_playing(void) {
  print_moment("ready");
  enter(WARMING);
  started_ns = phase_began_ns;
  for (struct stream *s = streams; s < streams + stream_count; s++) fill_window(s, started_ns);
}

static void mark(bool begin) {
  print_moment(begin ? "begin" : "end");
  for (struct flow *f = flows; f < flows + flow_count; f++) *(begin ? &f->begin : &f->end) = f->all;
}

/* Returns whether there is more to do. */
static bool go_on(void) {
  static unsigned seconds_told;
  double lasted = (double)(now_ns() - phase_began_ns) / 1e9;
  if (phase == OPENING && signed_in == connection_count) start_playing();
  else if (phase == OPENING && lasted >= LONGEST_OPENING_S) fail("after %.0f s only %zu of %zu have signed in", lasted, signed_in, connection_count);
  else if (phase == WARMING && lasted >= warm_up_seconds) {
    mark(true);
    enter(MEASURING);
  } else if (phase == MEASURING && lasted >= measured_seconds) {
    mark(false);
    enter(DRAINING);
  } else if (phase == MEASURING && lasted >= seconds_told + 1) {
    print_moment("progress");
    seconds_told++;
  }
  return phase != DRAINING || (lasted < drain_seconds && !drained());
}

int main(void) {
  enum { EVENTS = 1024, LOOK_EVERY_MS = 10 };
  static struct epoll_event events[EVENTS];
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  read_plan();
  poll_fd = epoll_create1(0);
  timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event due = { .events = EPOLLIN, .data.u64 = UINT64_MAX };
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, timer_fd, &due);
  enter(OPENING);
  open_some();
  while (go_on()) {
    write_all_due();
    int count = epoll_wait(poll_fd, events, EVENTS, LOOK_EVERY_MS);
    if (count < 0 && errno != EINTR) fail("epoll: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
      uint64_t expirations;
      if (events[i].data.u64 != UINT64_MAX) handle(&connections[events[i].data.u64], events[i].events);
      else if (read(timer_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) fail("timer: %s", strerror(errno));
    }
  }
  print_result();
  return 0;
}
