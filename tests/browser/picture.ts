import { crc32, deflateSync } from 'node:zlib'

/** A PNG: hills in the evening, in front of each other. */
export function picture(width = 480, height = 320): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      rows.set(colourAt(x / width, y / height), at)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

type Colour = readonly [number, number, number]

const [high, low, sun]: readonly [Colour, Colour, Colour] = [
  [38, 84, 112],
  [250, 205, 160],
  [255, 240, 214],
]
/** From the farthest to the nearest: how high, how wide, and of which colour. */
const hills: readonly (readonly [number, number, Colour])[] = [
  [0.55, 5, [94, 140, 150]],
  [0.68, 8, [38, 104, 116]],
  [0.82, 3, [16, 52, 66]],
]

function colourAt(x: number, y: number): Colour {
  const hill = hills.findLast(([height, waves]) => y > height + 0.06 * Math.sin(x * waves + height * 20))
  if (hill !== undefined) return hill[2]
  if (Math.hypot(x - 0.7, (y - 0.38) * 0.6) < 0.06) return sun
  const share = Math.min(1, y / 0.6)
  const mixed = (part: 0 | 1 | 2) => high[part] * (1 - share) + low[part] * share
  return [mixed(0), mixed(1), mixed(2)]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
