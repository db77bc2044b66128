import { decodePayload, MsgReq, packets } from '@magpie-im/wire'
import { type Client, succeeded } from './client.ts'

export async function createGroup(owner: Client, groupId: string, members: readonly string[], memberLimit = 100_000): Promise<void> {
  const times = { createTime: 0, updateTime: 0 }
  const groupInfo = { groupId, name: groupId, avatar: '', creatorId: '', desc: '', memberLimit, ...times }
  succeeded(await owner.ask(packets.GROUPCHAT_CREATE, { groupInfo, memberIds: members }))
}

export async function join(owner: Client, groupId: string, memberIds: readonly string[]): Promise<void> {
  succeeded(await owner.ask(packets.GROUPCHAT_JION, { groupId, memberIds }))
}

export async function befriendAll(client: Client, user: string, friends: readonly string[]): Promise<void> {
  const request = { friends: friends.map((friendId) => ({ userId: user, friendId, remark: '' })) }
  succeeded(await client.ask(packets.FRIEND_ADD, request))
}

/** To a group. */
export async function tell(client: Client, from: string, to: string): Promise<void> {
  succeeded(await client.ask(packets.MSG_GROUP_CHAT, textOf(from, to, { label: to })))
}

export async function write(client: Client, from: string, to: string): Promise<void> {
  const [smaller, larger] = [from, to].sort()
  succeeded(await client.ask(packets.MSG_SINGLE_CHAT, textOf(from, to, { label: `LP_G1_${smaller}_${larger}` })))
}

/** With `window` of them on their way. */
export async function manyTimes(count: number, window: number, act: () => Promise<void>): Promise<void> {
  let left = count
  const worker = async () => {
    while (left > 0) {
      left--
      await act()
    }
  }
  await Promise.all(Array.from({ length: window }, worker))
}

/** Everything in a conversation, newest first, by pages; gives how many there were, and throws when one is out of order. */
export async function pageAll(client: Client, sessionId: string): Promise<number> {
  let count = 0
  let last = Number.MAX_SAFE_INTEGER
  for (;;) {
    const { msgs } = succeeded(await client.ask(packets.HISTORY_MSG_PULL, { sessionId, seqId: count === 0 ? 0 : last - 1, count: 200 }))
    if (msgs.length === 0) return count
    for (const { payload } of msgs) {
      const seqId = Number(decodePayload(MsgReq, payload).seqId)
      if (seqId >= last) throw new Error('a page of the history is out of order')
      last = seqId
    }
    count += msgs.length
  }
}

export function textOf(from: string, to: string, { label, bytes = 100 }: { readonly label: string; readonly bytes?: number }): MsgReq {
  const pushInfo = { title: '', summary: '', url: '' }
  return { sessionId: label, seqId: 0, timestamp: 0, from, to, pushInfo, contentType: 1, content: 'x'.repeat(bytes), status: 0 }
}
