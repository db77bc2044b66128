import type { MessageId } from '@magpie-im/checker'

const words = 'the quick magpie stole a silver ring – 喜鹊偷了一枚银戒指 – and hid it under the eaves, where nobody looked. 🐦 '
const filler = words.repeat(120)

/** What a message of this id says, so that a body can be judged by its id alone: mostly short, some of a few kilobytes. */
export function bodyOf(id: MessageId): string {
  const hash = hashOf(id)
  return `${id}: ${filler.slice(0, lengthOf(hash & 0xff, hash >>> 8))}`
}

/** Never cuts the bird, the one character of two units, apart: what is cut there would be no UTF-8. */
function lengthOf(kind: number, chance: number): number {
  const most = kind < 2 ? 8000 : kind < 20 ? 1000 : 120
  const length = chance % most
  return length % words.length === birdAt + 1 ? length + 1 : length
}

const birdAt = words.indexOf('🐦')

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
