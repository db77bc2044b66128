import { StartError } from './start-error.ts'

export interface Place {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no host of this name',
}

/** Throws `StartError` when `open` cannot listen; `door` is what the section of its settings is called. */
export async function listen<T>(door: string, { host, port }: Place, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException // as: listening fails with system errors only
    throw new StartError(
      `cannot listen on ${host} port ${port} for ${door}: ${reasons[code] ?? message} (settings ${door}.host and ${door}.port)`,
    )
  }
}
