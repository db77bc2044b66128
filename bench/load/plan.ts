import { defaultLoginReq, encodeFramed, MsgReq, packets } from '@magpie-im/wire'
import type { User } from './client.ts'
import { textOf } from './requests.ts'

/** What the load generator is to do; `generator/main.c` says how it reads it. */
export interface Plan {
  readonly port: number
  readonly warmUpSeconds: number
  readonly seconds: number
  readonly drainSeconds: number
  /** Who signs in, each on a connection of his own. */
  readonly users: readonly User[]
  readonly flows: readonly Flow[]
}

/** Messages of one kind that are sent in the same manner and measured together. */
export interface Flow {
  readonly kind: 'single' | 'group'
  readonly pace: Pace
  readonly bytes: number
  /** Receivers may be spared messages, but never the last. */
  readonly gaps?: boolean
  readonly streams: readonly Stream[]
}

/** So many of each stream on their way, or so many of the whole flow a second, whatever becomes of them. */
export type Pace = { readonly window: number } | { readonly perSecond: number }

/** From one connection; both are places in `users`. */
export interface Stream {
  readonly sender: number
  /** A user, or a group. */
  readonly to: string
  readonly receivers: { readonly first: number; readonly count: number }
}

export const firstId = 1_000_000_000

export function formatPlan({ port, warmUpSeconds, seconds, drainSeconds, users, flows }: Plan): string {
  return [
    `port ${port}`,
    `seconds ${warmUpSeconds} ${seconds} ${drainSeconds}`,
    ...users.map((user) => `connection ${signInOf(user).toString('hex')}`),
    ...flows.flatMap((flow) => formatFlow(flow, users)),
    '',
  ].join('\n')
}

function formatFlow(flow: Flow, users: readonly User[]): string[] {
  const { kind, pace, gaps = false, streams, bytes } = flow
  const row = kind === 'single' ? packets.MSG_SINGLE_CHAT : packets.MSG_GROUP_CHAT
  const [window, perSecond] = 'window' in pace ? [pace.window, 0] : [0, pace.perSecond]
  const lines = streams.map(({ sender, to, receivers }) => {
    const from = users[sender]?.name ?? ''
    const text = textOf(from, to, { label: kind === 'group' ? to : labelOf(from, to), bytes })
    const frame = encodeFramed({ type: row.type, version: 1, flags: 0, packId: `${firstId}` }, MsgReq, text)
    return `stream ${sender} ${receivers.first} ${receivers.count} ${frame.indexOf(`${firstId}`)} ${frame.toString('hex')}`
  })
  return [`flow ${window} ${perSecond} ${row.type} ${gaps ? 1 : 0}`, ...lines]
}

function labelOf(one: string, other: string): string {
  const [smaller, larger] = [one, other].sort()
  return `LP_G1_${smaller}_${larger}`
}

/** The password and the list of conversations: from its answer on, what is new comes by itself. */
function signInOf({ name, token }: User): Buffer {
  const device = { deviceType: 5, deviceName: 'bench', deviceId: `bench-${name}`, version: '1' }
  const request = { ...defaultLoginReq(), clientId: name, userName: name, password: token, ...device }
  const header = (type: number) => ({ type, version: 1, flags: 0, packId: `${type}` })
  return Buffer.concat([
    encodeFramed(header(packets.LOGIN.type), packets.LOGIN.request, request),
    encodeFramed(header(packets.HOTSESSION_SYNC.type), packets.HOTSESSION_SYNC.request, { timestamp: 0 }),
  ])
}
