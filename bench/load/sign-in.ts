import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { decodePack, decodePayload, defaultLoginReq, encodeFramed, Framing, type Packet, packets } from '@magpie-im/wire'

export interface User {
  readonly name: string
  readonly token: string
}

/** A socket that is signed in and has its list of conversations, so that messages come to it. */
export async function signIn(port: number, { name, token }: User): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  await once(socket, 'connect')
  const device = { deviceType: 5, deviceName: 'bench', deviceId: `bench-${name}`, version: '1' }
  const { errorCode } = await ask(socket, packets.LOGIN, {
    ...defaultLoginReq(),
    clientId: name,
    userName: name,
    password: token,
    ...device,
  })
  if (errorCode.code !== 0) throw new Error(`sign-in of ${name} refused: ${errorCode.code} ${errorCode.desc}`)
  await ask(socket, packets.HOTSESSION_SYNC, { timestamp: 0 })
  return socket
}

export async function befriend(socket: Socket, user: string, friend: string): Promise<void> {
  const { code, desc } = await ask(socket, packets.FRIEND_ADD, { friends: [{ userId: user, friendId: friend, remark: '' }] })
  if (code !== 0) throw new Error(`${user} could not befriend ${friend}: ${code} ${desc}`)
}

/** One request and its reply; whatever else arrives meanwhile is passed over. */
async function ask<Request, Reply>(socket: Socket, row: Packet<Request, Reply>, request: Request): Promise<Reply> {
  const framing = new Framing()
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const take = (chunk: Buffer) => {
    const packs = framing.push(chunk).map(decodePack)
    const reply = packs.find(({ header }) => header.type === row.type)
    if (reply !== undefined && row.reply !== undefined) resolve(decodePayload(row.reply, reply.payload))
  }
  const lost = () => reject(new Error(`the connection was lost during ${row.name}`))
  socket.on('data', take).once('close', lost)
  socket.write(encodeFramed({ type: row.type, version: 1, flags: 0, packId: row.name }, row.request, request))
  try {
    return await promise
  } finally {
    socket.off('data', take).off('close', lost)
  }
}
