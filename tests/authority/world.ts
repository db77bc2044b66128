import { FileUser } from '../drivers/files.ts'
import { Backend } from '../drivers/http.ts'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { labelOf } from '../drivers/omtp/client.ts'
import type { Server } from '../drivers/process.ts'
import { webSocket } from '../drivers/transports.ts'

/** Ann and Bob have everything that can be abused, Eve and Cas know each other only. */
export interface World {
  readonly server: Server
  readonly ann: OmtpClient
  readonly bob: OmtpClient
  readonly cas: OmtpClient
  readonly eve: OmtpClient
  /** Eve in a browser. */
  readonly eveAtWeb: OmtpClient
  readonly annDevice: string
  /** Ann's, with Bob in it. */
  readonly group: string
  /** Ann's, sent to nobody. */
  readonly annFile: string
  /** Eve's, with Cas in it. */
  readonly ownGroup: string
  /** Cas', with Eve in it. */
  readonly casGroup: string
  /** Of Ann's message to Bob. */
  readonly seqId: bigint
  readonly packId: string
  /** Of Ann's message to the group. */
  readonly groupSeqId: bigint
  readonly groupPackId: string
  /** Of Cas' message to Eve. */
  readonly casSeqId: bigint
  readonly casPackId: string
  /** Of Eve's messages: to Cas, and to the group of Cas. */
  readonly eveSeqId: bigint
  readonly eveGroupSeqId: bigint
  readonly evePackId: string
}

export async function makeWorld(server: Server): Promise<World> {
  const annDevice = 'ann-phone'
  const [ann, bob] = [await server.signIn('ann', { deviceId: annDevice }), await server.signIn('bob')]
  const [eve, cas] = await server.friends('eve', 'cas')
  await ann.addFriend('bob', { remark: 'Bobby' })
  const packId = 'ann-1'
  const { seqId } = await ann.send('bob', 'secret', { packId })
  const group = await ann.createGroup(['bob'], { name: 'Secret' })
  const groupPackId = 'ann-2'
  const { seqId: groupSeqId } = await ann.tell(group, 'secret too', { packId: groupPackId })
  await ann.setUserAttribute('bob', 'LABEL', 'school')
  await ann.setSessionAttribute(labelOf('ann', 'bob'), 'TOP', '1')
  const annFile = await fileOf(server, 'ann')
  const ownGroup = await eve.createGroup(['cas'])
  await eve.tell(ownGroup, 'hello')
  const casGroup = await cas.createGroup(['eve'])
  const evePackId = 'eve-1'
  const { seqId: eveGroupSeqId } = await eve.tell(casGroup, 'hello', { packId: evePackId })
  const { seqId: eveSeqId } = await eve.send('cas', 'hello', { packId: evePackId })
  const casPackId = 'cas-1'
  const { seqId: casSeqId } = await cas.send('eve', 'hello yourself', { packId: casPackId })
  const eveAtWeb = await server.signIn('eve', { deviceType: 1, via: webSocket() })
  for (const client of [ann, bob, cas, eve]) await forget(client)
  const people = { ann, bob, cas, eve, eveAtWeb }
  const messages = { seqId, packId, groupSeqId, groupPackId, casSeqId, casPackId, eveSeqId, eveGroupSeqId, evePackId }
  return { server, ...people, annDevice, annFile, group, ownGroup, casGroup, ...messages }
}

/** That he uploaded, and nobody was shown. */
async function fileOf(server: Server, name: string): Promise<string> {
  const backend = new Backend(`http://127.0.0.1:${server.httpPort}`, '')
  const { id } = await new FileUser({ backend, token: server.token(name), name }).upload(Buffer.from('a secret'))
  return id
}

/** All that the three can see, and what they were told meanwhile. */
export async function stateOf({ ann, bob, cas, group, ownGroup, casGroup }: World) {
  const state = []
  for (const client of [ann, bob, cas]) {
    state.push({
      friends: await client.friends(),
      profiles: await client.userInfos('ann', 'bob', 'cas'),
      attributes: await client.userAttributes('bob'),
      list: await client.hotSessions(),
      groups: await client.groups(),
      members: await client.groupMembers(group),
      history: [
        await client.historyPage(labelOf('ann', 'bob')),
        await client.historyPage(group),
        await client.historyPage(ownGroup),
        await client.historyPage(casGroup),
        await client.historyPage(labelOf('cas', 'eve')),
      ],
      told: client.connection.pending().splice(0),
      open: client.connection.isOpen,
    })
  }
  return state
}

/** Everything pushed so far lies before the answer to this. */
export async function forget(client: OmtpClient): Promise<void> {
  await client.ping()
  client.connection.pending().length = 0
}
