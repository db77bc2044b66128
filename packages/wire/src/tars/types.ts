/** Lower half of a field's head byte; the upper half is its tag. */
export const type = {
  int8: 0,
  int16: 1,
  int32: 2,
  int64: 3,
  float: 4,
  double: 5,
  string1: 6,
  string4: 7,
  map: 8,
  list: 9,
  structBegin: 10,
  structEnd: 11,
  zero: 12,
  simpleList: 13,
} as const

/** A tag in this half says that the tag is the byte that follows. */
export const farTag = 15
