import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { StartError } from '../start-error.ts'
import { ControlPath, type ControlReply, type ControlRequest } from './channel.ts'

/** Has the running server of a data folder carry out a command. */
export async function callServer(folder: string, request: ControlRequest): Promise<unknown> {
  const path = new ControlPath(folder)
  try {
    const reply = await exchange(path.short, request)
    if ('error' in reply) throw new StartError(reply.error)
    return reply.result
  } finally {
    path.close()
  }
}

function exchange(path: string, request: ControlRequest): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${JSON.stringify(request)}\n`))
    const silent = () => reject(new StartError('the data folder is in use, but its server does not answer'))
    socket.on('error', silent)
    socket.on('close', silent)
    const lines = createInterface({ input: socket })
    // It passes the socket's errors on, and one that nobody hears ends the process.
    lines.on('error', silent)
    lines.once('line', (line) => {
      resolve(JSON.parse(line) as ControlReply) // as: our own server's reply
      socket.end()
    })
  })
}
