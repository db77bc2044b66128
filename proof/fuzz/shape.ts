const deepest = 4
const mostFields = 40

/** The order of magnitude of a number of things. */
export function magnitude(count: number): number {
  return count <= 0 ? 0 : 32 - Math.clz32(count)
}

/** What a value looks like, whatever exactly is in it. */
export function shapeOf(value: unknown, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return `"${magnitude(value.length)}`
    case 'number':
      return value < 0 ? '-' : `${magnitude(Math.min(value, 0x7fffffff)) >> 2}`
    case 'bigint':
      return 'n'
    case 'object':
      return value === null ? '_' : shapeOfObject(value, depth)
    default:
      return value === true ? 't' : 'f'
  }
}

function shapeOfObject(value: object, depth: number): string {
  if (value instanceof Uint8Array) return `b${magnitude(value.length)}`
  if (depth >= deepest) return 'o'
  if (Array.isArray(value)) return `[${magnitude(value.length)}${value.length === 0 ? '' : shapeOf(value[0], depth + 1)}`
  let shape = '{'
  for (const field of Object.values(value).slice(0, mostFields)) shape += shapeOf(field, depth + 1)
  return shape
}
