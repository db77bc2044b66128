#include "generator.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void fail(const char *format, ...) {
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

uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

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

void record(struct histogram *histogram, uint64_t from_ns, uint64_t to_ns) {
  histogram->counts[bucket_of(to_ns > from_ns ? (to_ns - from_ns) / 1000 : 0)]++;
}

static struct counts totals(void) {
  struct counts sum = { 0 };
  for (struct flow *f = flows; f < flows + flow_count; f++) {
    sum.sent += f->all.sent;
    sum.acked += f->all.acked;
    sum.delivered += f->all.delivered;
  }
  return sum;
}

void print_moment(const char *name) {
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
uint64_t missing_of(const struct flow *f) {
  uint64_t missing = 0;
  for (struct stream *s = streams + f->first_stream; s < streams + f->first_stream + f->streams; s++)
    for (size_t i = 0; i < s->receivers; i++) missing += s->sent - connections[s->first_receiver + i].next;
  return missing;
}

void print_result(void) {
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
