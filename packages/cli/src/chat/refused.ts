import { type CommonErrorCode, ErrorCode } from '@magpie-im/wire'

/** The server refused a request, and says why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: number

  constructor({ code, desc }: CommonErrorCode) {
    super(desc === '' ? `the server answered with error ${code}` : desc)
    this.code = code
  }

  /** Whether the server asks to come back. */
  get retry(): boolean {
    return this.code === ErrorCode.EC_SERVICE_UNAVAILABLE
  }
}

/** Throws `Refused` unless it says success. */
export function checked(errorCode: CommonErrorCode): void {
  if (errorCode.code !== 0) throw new Refused(errorCode)
}
