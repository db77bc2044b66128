import { once } from 'node:events'
import { connect } from 'node:net'
import { decodePack, defaultLoginReq, encodeFramed, Framing, hasFlag, flags as omtpFlags, packets } from '@magpie-im/wire'
import { WebSocket } from 'ws'

export const doorNames = ['omtp-tcp', 'omtp-ws', 'json'] as const
export type DoorName = (typeof doorNames)[number]

export interface Place {
  readonly port: number
  readonly httpPort: number
  /** Any address of 127.0.0.0/8 is another peer to the server. */
  readonly from: string
}

interface Caller {
  readonly name: string
  readonly token: string
}

export interface Heard {
  acked(): void
  delivered(): void
}

/** Somebody who is signed in and has synced. */
export interface Line {
  /** Writes to a friend; each message is a write of its own. */
  say(to: string, text: string): void
  close(): void
}

/** The same things said through each door. */
export const openLine: Record<DoorName, (place: Place, caller: Caller, heard: Heard) => Promise<Line>> = {
  'omtp-tcp': async ({ port, from: localAddress }, caller, heard) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true })
    await once(socket, 'connect')
    const omtp = new OmtpLine(caller, { write: (bytes) => socket.write(bytes), close: () => socket.destroy() }, heard)
    socket.on('data', (chunk) => omtp.hear(chunk))
    return omtp.open()
  },
  'omtp-ws': async (place, caller, heard) => {
    const socket = await openSocket(place, '/omtp')
    const omtp = new OmtpLine(caller, { write: (bytes) => socket.send(bytes), close: () => socket.terminate() }, heard)
    socket.on('message', (data: Buffer) => omtp.hear(data))
    return omtp.open()
  },
  json: async (place, caller, heard) => {
    const socket = await openSocket(place, '/ws')
    const json = new JsonLine(caller, socket, heard)
    socket.on('message', (data: Buffer) => json.hear(data))
    return json.open()
  },
}

async function openSocket({ httpPort, from: localAddress }: Place, path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${httpPort}${path}`, { localAddress, perMessageDeflate: false, skipUTF8Validation: true })
  await once(socket, 'open')
  return socket
}

interface Wire {
  write(bytes: Buffer): void
  close(): void
}

class OmtpLine implements Line {
  readonly #framing = new Framing({ maximum: 64 * 1024 * 1024 })
  readonly #caller: Caller
  readonly #wire: Wire
  readonly #heard: Heard
  #answered: () => void = () => undefined
  #said = 0

  constructor(caller: Caller, wire: Wire, heard: Heard) {
    this.#caller = caller
    this.#wire = wire
    this.#heard = heard
  }

  async open(): Promise<this> {
    const { name, token } = this.#caller
    const device = { deviceType: 5, deviceName: 'bench', deviceId: `bench-${name}`, version: '1' }
    const request = { ...defaultLoginReq(), clientId: name, userName: name, password: token, ...device }
    await this.#ask(encodeFramed({ type: packets.LOGIN.type, version: 1, flags: 0, packId: 'l' }, packets.LOGIN.request, request))
    const sync = { type: packets.HOTSESSION_SYNC.type, version: 1, flags: 0, packId: 's' }
    await this.#ask(encodeFramed(sync, packets.HOTSESSION_SYNC.request, { timestamp: 0 }))
    return this
  }

  say(to: string, content: string): void {
    const header = { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 0, packId: `m${++this.#said}` }
    const { name: from } = this.#caller
    const message = { sessionId: labelOf(from, to), seqId: 0, timestamp: 0, from, to, contentType: 1, content, status: 0 }
    this.#wire.write(encodeFramed(header, packets.MSG_SINGLE_CHAT.request, { ...message, pushInfo: { title: '', summary: '', url: '' } }))
  }

  close(): void {
    this.#wire.close()
  }

  hear(chunk: Buffer): void {
    for (const { header } of this.#framing.push(chunk).map(decodePack)) {
      if (header.type !== packets.MSG_SINGLE_CHAT.type) this.#answered()
      else if (hasFlag(header.flags, omtpFlags.PF_ISACK)) this.#heard.acked()
      else this.#heard.delivered()
    }
  }

  #ask(frame: Buffer): Promise<void> {
    this.#wire.write(frame)
    return new Promise((resolve) => {
      this.#answered = resolve
    })
  }
}

function labelOf(from: string, to: string): string {
  return from < to ? `LP_G1_${from}_${to}` : `LP_G1_${to}_${from}`
}

class JsonLine implements Line {
  readonly #caller: Caller
  readonly #socket: WebSocket
  readonly #heard: Heard
  #answered: () => void = () => undefined
  #said = 0

  constructor(caller: Caller, socket: WebSocket, heard: Heard) {
    this.#caller = caller
    this.#socket = socket
    this.#heard = heard
  }

  async open(): Promise<this> {
    const { name: user, token } = this.#caller
    await this.#ask({ id: 'l', type: 'signIn', user, token, device: { id: `bench-${user}`, type: 'web' } })
    await this.#ask({ id: 's', type: 'listConversations' })
    return this
  }

  say(to: string, body: string): void {
    const id = ++this.#said
    this.#socket.send(JSON.stringify({ id, type: 'sendMessage', to: `user:${to}`, body, clientMessageId: `m${id}` }))
  }

  close(): void {
    this.#socket.terminate()
  }

  hear(data: Buffer): void {
    const { id, ok, event } = JSON.parse(data.toString())
    if (event === 'message') this.#heard.delivered()
    else if (typeof id === 'number' && ok !== undefined) this.#heard.acked()
    else if (ok !== undefined) this.#answered()
    else throw new Error(`refused: ${data.toString()}`)
  }

  #ask(request: object): Promise<void> {
    this.#socket.send(JSON.stringify(request))
    return new Promise((resolve) => {
      this.#answered = resolve
    })
  }
}
