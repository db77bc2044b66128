import { TcpListener } from '@magpie-im/gateway'
import { StartError } from './start-error.ts'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no host of this name',
}

export async function openListener(options: Parameters<typeof TcpListener.open>[0]): Promise<TcpListener> {
  const { host, port, protocol } = options
  try {
    return await TcpListener.open(options)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException // as: listening fails with system errors only
    throw new StartError(
      `cannot listen on ${host} port ${port} for ${protocol.name}: ${reasons[code] ?? message} (settings ${protocol.name}.host and ${protocol.name}.port)`,
    )
  }
}
