import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { connect } from 'node:tls'
import { certificate } from './certificate.ts'

/** Opens a port that leads to one of this machine that speaks TLS, for a client that does not. */
export async function bridgeTo(port: number): Promise<number> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: certificate })
    near.pipe(far).pipe(near)
    const end = () => {
      near.destroy()
      far.destroy()
    }
    near.on('error', end).on('close', end)
    far.on('error', end).on('close', end)
  }).unref()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port // as: always so of a port
}
