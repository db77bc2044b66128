import type { Socket } from '../connection.ts'

/** The server's end of a socket; the test decides when the other side reads. */
export class FakeSocket implements Socket {
  readonly address: string
  readonly writes: Buffer[] = []
  /** What happened to it, in order. */
  readonly calls: ('pause' | 'resume' | 'end' | 'destroy')[] = []
  /** The other side does not read. */
  stalled = false
  #unread: (() => void)[] = []

  constructor(address = '127.0.0.1') {
    this.address = address
  }

  write(bytes: Buffer, written: () => void): void {
    this.writes.push(bytes)
    this.#unread.push(written)
    if (!this.stalled) this.read()
  }

  /** The other side reads everything. */
  read(): void {
    const unread = this.#unread
    this.#unread = []
    for (const written of unread) written()
  }

  pause(): void {
    this.calls.push('pause')
  }

  resume(): void {
    this.calls.push('resume')
  }

  end(): void {
    this.calls.push('end')
  }

  destroy(): void {
    this.calls.push('destroy')
  }
}
