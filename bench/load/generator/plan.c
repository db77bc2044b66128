#include "generator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct flow *flows;
struct connection *connections;
struct stream *streams;
size_t flow_count, connection_count, stream_count;
double warm_up_seconds, measured_seconds, drain_seconds;
int port;

static void *more(void *items, size_t count, size_t size) {
  if ((count & (count - 1)) != 0) return items; /* room doubles at powers of two */
  void *moved = realloc(items, (count == 0 ? 1 : count * 2) * size);
  if (moved == NULL) fail("out of memory");
  return moved;
}

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

void read_plan(void) {
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
