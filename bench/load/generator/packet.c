#include "generator.h"

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
bool read_packet(const uint8_t *at, const uint8_t *end, struct packet *packet) {
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
