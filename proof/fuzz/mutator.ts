import type { Corpus } from './corpus.ts'
import type { Random } from './random.ts'

const bytesOfEdges = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x0b, 0x0c, 0x20, 0x22, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d]
const numbersAtEdges = [0, 1, 4, 127, 128, 255, 256, 32_767, 32_768, 65_535, 640_000, 640_001, 0x7fffffff, 0x80000000, 0xffffffff]
const longestRun = 64

export interface MutatorOptions {
  readonly random: Random
  readonly corpus: Corpus
  /** No input is longer. */
  readonly longest: number
  /** Pieces that the format is made of. */
  readonly words: readonly Buffer[]
}

type Change = (mutator: Mutator) => void

/** Makes inputs out of the corpus, in memory of its own: an input is gone with the next. */
export class Mutator {
  readonly #random: Random
  readonly #corpus: Corpus
  readonly #words: readonly Buffer[]
  readonly #bytes: Buffer
  #length = 0

  constructor({ random, corpus, longest, words }: MutatorOptions) {
    this.#random = random
    this.#corpus = corpus
    this.#words = words
    this.#bytes = Buffer.alloc(longest)
  }

  /** One of the corpus with one to eight changes; now and then as it is, or nothing but noise. */
  next(): Buffer {
    const random = this.#random
    this.#length = this.#corpus.pick().copy(this.#bytes)
    if (random.oneIn(256)) this.#noise()
    else if (!random.oneIn(64)) {
      for (let left = 1 + (random.bits() & random.bits() & 7); left > 0; left--) random.pick(changes)(this)
    }
    return this.#bytes.subarray(0, this.#length)
  }

  #noise(): void {
    this.#length = 1 + this.#random.below(Math.min(200, this.#bytes.length))
    for (let at = 0; at < this.#length; at++) this.#bytes[at] = this.#random.bits()
  }

  /** A place in the input, or its end. */
  #place(): number {
    return this.#random.below(this.#length + 1)
  }

  /** Most runs are short. */
  #run(): number {
    return 1 + this.#random.below(this.#random.oneIn(4) ? longestRun : 4)
  }

  /** Makes room of up to `length` bytes and gives how much it is. */
  #open(at: number, length: number): number {
    const room = Math.min(length, this.#bytes.length - this.#length)
    this.#bytes.copyWithin(at + room, at, this.#length)
    this.#length += room
    return room
  }

  flipBit(): void {
    const at = this.#place()
    if (at < this.#length) this.#bytes[at] = (this.#bytes[at] ?? 0) ^ (1 << this.#random.below(8))
  }

  setByte(): void {
    const at = this.#place()
    if (at < this.#length) this.#bytes[at] = this.#random.oneIn(2) ? this.#random.bits() : this.#random.pick(bytesOfEdges)
  }

  addLittle(): void {
    const at = this.#place()
    if (at < this.#length) this.#bytes[at] = (this.#bytes[at] ?? 0) + this.#random.below(17) - 8
  }

  /** As a length or a count would be written, in either order. */
  setNumber(): void {
    const value = this.#random.pick(numbersAtEdges)
    const at = this.#place()
    const [long, big] = [this.#random.oneIn(2), this.#random.oneIn(2)]
    if (at + (long ? 4 : 2) > this.#length) return
    if (long) big ? this.#bytes.writeUInt32BE(value, at) : this.#bytes.writeUInt32LE(value, at)
    else big ? this.#bytes.writeUInt16BE(value & 0xffff, at) : this.#bytes.writeUInt16LE(value & 0xffff, at)
  }

  cut(): void {
    this.#length = this.#place()
  }

  takeOut(): void {
    const at = this.#place()
    const length = Math.min(this.#run(), this.#length - at)
    this.#bytes.copyWithin(at, at + length, this.#length)
    this.#length -= length
  }

  putIn(): void {
    const at = this.#place()
    const room = this.#open(at, this.#run())
    if (this.#random.oneIn(2)) this.#bytes.fill(this.#random.pick(bytesOfEdges), at, at + room)
    else for (let i = at; i < at + room; i++) this.#bytes[i] = this.#random.bits()
  }

  repeat(): void {
    const at = this.#place()
    const length = Math.min(this.#run(), this.#length - at)
    const room = this.#open(at + length, length)
    this.#bytes.copyWithin(at + length, at, at + room)
  }

  putWord(): void {
    if (this.#words.length === 0) return
    const word = this.#random.pick(this.#words)
    const at = this.#place()
    const room = this.#random.oneIn(2) ? this.#open(at, word.length) : Math.min(word.length, this.#length - at)
    word.copy(this.#bytes, at, 0, room)
  }

  /** The beginning of this one with the end of another. */
  splice(): void {
    const other = this.#corpus.pick()
    const at = this.#place()
    this.#length = at + other.copy(this.#bytes, at, this.#random.below(other.length + 1))
  }
}

const changes: readonly Change[] = [
  (m) => m.flipBit(),
  (m) => m.setByte(),
  (m) => m.setByte(),
  (m) => m.addLittle(),
  (m) => m.setNumber(),
  (m) => m.cut(),
  (m) => m.takeOut(),
  (m) => m.putIn(),
  (m) => m.repeat(),
  (m) => m.putWord(),
  (m) => m.splice(),
]
