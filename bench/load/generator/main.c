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
#include "generator.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { SIGNING_IN_AT_ONCE = 256, LONGEST_OPENING_S = 60, TICK_NS = 1000000 };

static size_t opened, signed_in;
static int poll_fd, timer_fd;
static enum { OPENING, WARMING, MEASURING, DRAINING } phase;
static uint64_t started_ns, phase_began_ns;
static uint8_t input[CHUNK + MOST_FRAME];

static void keep(uint8_t **room, size_t *room_length, size_t at, const uint8_t *bytes, size_t length) {
  if (at + length > *room_length) {
    *room_length = at + length;
    *room = realloc(*room, *room_length);
    if (*room == NULL) fail("out of memory");
  }
  memmove(*room + at, bytes, length);
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

/* Writes what is due, once a tick at most, and has the timer wake us for what is due next: a timer for each message would take the processor from the server. */
static void write_all_due(void) {
  static uint64_t next_tick_ns;
  if (phase != WARMING && phase != MEASURING) return;
  uint64_t now = now_ns(), next = UINT64_MAX;
  if (now < next_tick_ns) return;
  next_tick_ns = now + TICK_NS;
  for (struct flow *f = flows; f < flows + flow_count; f++) {
    if (f->step_ns == 0 || f->streams == 0) continue;
    write_due(f, now);
    uint64_t due = started_ns + f->due * f->step_ns;
    if (due < next) next = due;
  }
  if (next == UINT64_MAX) return;
  if (next < next_tick_ns) next = next_tick_ns;
  struct itimerspec at = { .it_value = { .tv_sec = (time_t)(next / 1000000000), .tv_nsec = (long)(next % 1000000000) } };
  timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

/* ---- receiving ---- */

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
  if (phase == MEASURING) record(&f->acks, f->window > 0 ? s->written_at[s->acked % f->window] : due_at(s, s->acked), now);
  s->acked++;
  f->all.acked++;
}

static void take_delivery(struct connection *c, const struct packet *packet, uint64_t now) {
  struct stream *s = c->receives;
  struct flow *f = &flows[s->flow];
  bool ahead = packet->number > c->next && packet->number < s->sent;
  if (f->gaps && ahead) f->spared += packet->number - c->next;
  else if (packet->number != c->next) f->disordered++;
  if (phase == MEASURING && f->step_ns > 0 && packet->number < s->sent) record(&f->deliveries, due_at(s, packet->number), now);
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
  return phase != DRAINING || ((double)(now_ns() - phase_began_ns) / 1e9 < drain_seconds && !drained());
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
