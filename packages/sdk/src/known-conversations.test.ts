import { expect, it } from 'vitest'
import { silentLogger } from './edges.ts'
import { Keeper } from './keeper.ts'
import { KnownConversations } from './known-conversations.ts'
import { memoryStore } from './memory-store.ts'
import { listed, messageOf } from './testing/scripted-server.fixture.ts'

const group = 'group:g'

function knowing() {
  const known = new KnownConversations('ann', new Keeper(memoryStore(), 'ann', silentLogger))
  known.put(listed(group, 1))
  const write = (seq: number, mentions?: { users: string[]; all?: true }, from = 'ben') =>
    known.message(group, messageOf(seq, { from, ...(mentions && { mentions }) }))
  return { known, write, mentioned: () => known.items()[0]?.mentioned?.seq }
}

it('the newest message that mentions one by name, or with everybody, is in the list until it is read', () => {
  const { known, write, mentioned } = knowing()
  write(2, { users: ['ann'] })
  write(3, { users: ['cleo'] })
  expect(mentioned()).toBe(2)
  write(4, { users: [], all: true })
  write(5)
  known.read(group, { seq: 3, stamp: 1003 })
  expect(mentioned()).toBe(4)
  known.read(group, { seq: 4, stamp: 1004 })
  expect(mentioned()).toBeUndefined()
})

it('nobody is mentioned by himself', () => {
  const { write, mentioned } = knowing()
  write(2, { users: ['ann'], all: true }, 'ann')
  expect(mentioned()).toBeUndefined()
})

it('what is revoked keeps neither its text nor whom it spoke to, answered or quoted; what is overridden keeps these', () => {
  const { known } = knowing()
  const links = { mentions: { users: ['ann'] }, replyTo: { seq: 1, stamp: 1001, from: 'ann' }, forwarded: { from: 'cleo', stamp: 5 } }
  const message = messageOf(2, links)
  known.message(group, message)
  const control = { conversation: group, seq: 2, stamp: 1002, clientMessageId: 'b-2', requestId: '' }
  known.control({ ...control, action: 'override', body: 'other' })
  expect(known.items()[0]?.newest).toEqual({ ...message, body: 'other', state: 'replaced' })
  known.control({ ...control, action: 'revoke' })
  expect(known.items()[0]?.newest).toEqual({ ...messageOf(2), body: '', state: 'revoked' })
})
