import { createServer, type Server, type Socket } from 'node:net'
import { ImError, type Log } from '@magpie-im/model'
import { ControlPath, type ControlReply, parseControlRequest } from './channel.ts'
import { Lines } from './lines.ts'

export type ControlCommands = Readonly<Record<string, (args: Readonly<Record<string, string>>) => unknown>>

const mib = 1_048_576

/** Answers the operator's commands: one JSON object a line, one reply a line. */
export class ControlServer {
  readonly #server: Server
  readonly #path: ControlPath

  private constructor(server: Server, path: ControlPath) {
    this.#server = server
    this.#path = path
  }

  static async open({ folder, commands, log }: { folder: string; commands: ControlCommands; log: Log }): Promise<ControlServer> {
    const path = new ControlPath(folder)
    path.removeStale()
    const server = createServer((socket) => serve(socket, commands, log))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path.short, resolve)
    })
    // One that nobody hears ends the process.
    server.on('error', (error) => log.error('listener failed', { protocol: 'control', error }))
    path.protect()
    return new ControlServer(server, path)
  }

  close(): void {
    this.#server.close()
    this.#path.close()
  }
}

function serve(socket: Socket, commands: ControlCommands, log: Log): void {
  // Whoever forgets to hang up must not keep a stopped server from ending.
  socket.unref()
  socket.on('error', () => socket.destroy())
  const lines = new Lines(mib)
  const say = (reply: ControlReply) => socket.write(`${JSON.stringify(reply)}\n`)
  const take = (text: string) => {
    const whole = lines.take(text)
    for (const line of whole ?? []) void answer(line, commands, log).then(say)
    if (whole !== undefined) return
    // The rest of it is read and forgotten, or its writer would fail before he reads why.
    socket.off('data', take).resume()
    say({ error: 'a command has at most 1 MiB' })
    socket.end()
  }
  socket.setEncoding('utf8').on('data', take)
}

async function answer(line: string, commands: ControlCommands, log: Log): Promise<ControlReply> {
  const request = parseControlRequest(line)
  if (request === undefined) return { error: 'this is no command' }
  try {
    const command = Object.hasOwn(commands, request.command) ? commands[request.command] : undefined
    if (command === undefined) return { error: `this server does not know the command ${request.command}` }
    return { result: (await command(request.arguments)) ?? null }
  } catch (error) {
    if (error instanceof ImError) return { error: error.message }
    log.error('control command failed', { error })
    return { error: 'the server failed to do it; its log says why' }
  }
}
