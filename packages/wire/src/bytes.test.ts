import { expect, it } from 'vitest'
import { ByteReader, ByteWriter } from './bytes.ts'
import { DecodeError } from './decode-error.ts'

const reader = (...bytes: number[]) => new ByteReader(Buffer.from(bytes), 'test')

it('reads numbers of every width', () => {
  expect(reader(0xff).i8()).toBe(-1)
  expect(reader(0xff).u8()).toBe(255)
  expect(reader(0x80, 0x01).i16()).toBe(-32_767)
  expect(reader(0x80, 0, 0, 1).i32()).toBe(-2_147_483_647)
  expect(reader(0xff, 0xff, 0xff, 0xff).u32()).toBe(4_294_967_295)
  expect(reader(0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18).f64()).toBe(Math.PI)
})

it('writes what it reads', () => {
  const writer = new ByteWriter()
  writer.u8(200)
  writer.i16(-2)
  writer.i32(-3)
  writer.i64(-5_000_000_000)
  writer.i64(2n ** 60n)
  writer.f64(0.5)
  writer.utf8('grüße, 世界')
  writer.append(Buffer.from([1, 2]))

  const back = new ByteReader(writer.take(), 'test')

  expect([back.u8(), back.i16(), back.i32(), back.i64(), back.i64(), back.f64()]).toEqual([200, -2, -3, -5_000_000_000, 2n ** 60n, 0.5])
  expect(back.utf8(back.remaining - 2)).toBe('grüße, 世界')
  expect([...back.view(2)]).toEqual([1, 2])
})

it('refuses to read beyond the end, before it moves', () => {
  const short = reader(1, 2, 3)
  short.place = 'Struct.field'

  expect(() => short.i32()).toThrow(DecodeError)
  expect(() => short.view(4)).toThrow('test Struct.field at byte 3: the bytes end too early')
  expect(short.offset).toBe(0)
})

it('reads bytes that are no Buffer', () => {
  const bytes = new Uint8Array([0, 0x68, 0x69]).subarray(1)

  expect(new ByteReader(bytes, 'test').utf8(2)).toBe('hi')
})

it.each(['', 'a', 'twelve chars', 'thirteen char', 'é'.repeat(6), '世界', '😀', '\ufffd', '\ufeffmark', 'x'.repeat(33), '\0'])(
  'keeps the text %j',
  (text) => {
    const writer = new ByteWriter()
    writer.utf8(text)

    const bytes = writer.take()

    expect(bytes.toString()).toBe(text)
    expect(new ByteReader(bytes, 'test').utf8(bytes.length)).toBe(text)
  },
)

it.each([['ff'], ['c0af'], ['eda080'], ['f5808080'], ['e4bd'], ['efbfbdff'], [`${'61'.repeat(20)}80`]])(
  'refuses %s, which is no UTF-8',
  (hex) => {
    const bytes = Buffer.from(hex, 'hex')

    expect(() => new ByteReader(bytes, 'test').utf8(bytes.length)).toThrow('not UTF-8')
  },
)

it('starts over after each taking, and what was taken stays', () => {
  const writer = new ByteWriter()
  writer.utf8('first')
  const first = writer.take()
  writer.utf8('other')

  expect(writer.take().toString()).toBe('other')
  expect(first.toString()).toBe('first')
})

it('never writes over what was taken, however much that is', () => {
  const writer = new ByteWriter()
  const texts = Array.from({ length: 300 }, (_, index) => `${index}`.repeat(1 + ((index * 37) % 400)))
  const taken = texts.map((text) => {
    writer.utf8('forgotten')
    writer.clear()
    writer.utf8(text)
    return writer.take()
  })

  expect(taken.map(String)).toEqual(texts)
})

it('grows', () => {
  const writer = new ByteWriter()
  const text = 'x'.repeat(3_000_000)
  writer.utf8('a')
  writer.utf8(text)

  expect(writer.take().length).toBe(3_000_001)
})

it('moves what was written, either way', () => {
  const writer = new ByteWriter()
  writer.utf8('ab-cd')
  writer.move(3, -1)
  writer.move(2, 2)

  expect(writer.take().toString()).toMatch(/^ab..cd$/s)
})
