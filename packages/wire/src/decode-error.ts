interface Place {
  readonly protocol: string
  readonly struct: string
  /** Empty when the struct as a whole is meant. */
  readonly field: string
  /** Of the first byte that makes no sense, in the bytes given to the decoder. */
  readonly offset: number
}

/** Bytes that are not what their protocol says; the text never holds any of them (I16). */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly protocol: string
  readonly struct: string
  readonly field: string
  readonly offset: number

  constructor(reason: string, { protocol, struct, field, offset }: Place) {
    super(`${protocol} ${field === '' ? struct : `${struct}.${field}`} at byte ${offset}: ${reason}`)
    this.protocol = protocol
    this.struct = struct
    this.field = field
    this.offset = offset
  }
}
