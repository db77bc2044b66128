import { readFileSync } from 'node:fs'
import { setDefaultCACertificates } from 'node:tls'
import { type Client, type CommandName, connect, type Fields, memoryStore, webSocketTransport } from '@magpie-im/sdk'
import { omtpTransport } from '@magpie-im/sdk/node'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { certificateFile } from '../drivers/transports.ts'

const guide = readFileSync(new URL('../../docs/sdk.md', import.meta.url), 'utf8')
const protocol = JSON.parse(readFileSync(new URL('../../schemas/json/protocol.json', import.meta.url), 'utf8'))
const commands = Object.keys(protocol.commands) as CommandName[] // as: these are its names

const server = shareServer()

/** Somebody who was told everything there is. */
async function signIn(user: string): Promise<Client> {
  const client = connect({
    ...{ url: `omtp://127.0.0.1:${server().port}`, transport: omtpTransport() },
    ...{ user, token: server().token(user), device: { id: `of-${user}`, type: 'linux' }, store: memoryStore() },
  })
  onTestFinished(() => client.close())
  await new Promise((resolve) => client.on('synced', resolve))
  return client
}

/** By what the guide says of it. */
function said(column: 1 | 2): string[] {
  const table = /\| over OMTP \|.*?\n\n/su.exec(guide)?.[0] ?? ''
  const cells = table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|')[column + 1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name)).sort()
}

/** `client.request`, whatever the command. */
const ask = (client: Client, command: CommandName, fields: object): Promise<unknown> =>
  client.request(command as 'ping', fields as Fields<'ping'>) // as: what is tried is a list

it('what is sent is received, listed, read and found in the history, and what was missed comes after a sign-in', async () => {
  const [ann, ben] = [await signIn('ann-1'), await signIn('ben-1')]
  await ann.request('addFriend', { friend: 'ben-1', remark: 'Benny' })
  const heard = new Promise((resolve) => ben.on('message', resolve))
  const { settled, clientMessageId } = ann.send('user:ben-1', { body: 'Lunch?', priority: true, push: { title: 'Ann' } })
  await settled
  const [first] = (await ann.history('user:ben-1')).items
  const push = { title: 'Ann', summary: '', url: '' }
  expect(first).toMatchObject({ from: 'ann-1', kind: 'text', body: 'Lunch?', state: 'normal', clientMessageId, priority: true, push })
  expect(await heard).toEqual({ conversation: 'user:ann-1', message: first })
  await ben.close()
  await ann.send('user:ben-1', { kind: 'image', body: '{"url":"u"}' }).settled

  const again = await signIn('ben-1')
  expect(await again.conversations()).toMatchObject([{ conversation: 'user:ann-1', unread: 2, newest: { kind: 'image', from: 'ann-1' } }])
  const { items } = await again.history('user:ann-1')
  expect(items.map(({ body }) => body)).toEqual(['Lunch?', '{"url":"u"}'])
  await again.markRead('user:ann-1', items[1] ?? { stamp: 0 })
  expect(await again.conversations()).toMatchObject([{ unread: 0, readMark: { stamp: items[1]?.stamp } }])
})

it('a timeline and a list are as they are now', async () => {
  const [ann, ben] = [await signIn('ann-2'), await signIn('ben-2')]
  await ann.request('addFriend', { friend: 'ben-2' })
  const timeline = ben.timeline('user:ann-2')
  const list = ben.conversationList()
  const sent = ann.send('user:ben-2', 'Lunch?')
  await sent.settled
  await expect.poll(() => timeline.entries.map(({ body, state }) => [body, state])).toEqual([['Lunch?', 'normal']])
  await expect.poll(() => list.items.map(({ conversation, unread }) => [conversation, unread])).toEqual([['user:ann-2', 1]])
  const stamp = sent.sending.state === 'sent' ? sent.sending.stamp : 0
  await ann.override('user:ben-2', { stamp }, 'Dinner?')
  await expect.poll(() => timeline.entries.map(({ body, state }) => [body, state])).toEqual([['Dinner?', 'replaced']])
  await ann.revoke('user:ben-2', { stamp })
  await expect.poll(() => timeline.entries.map(({ body, state }) => [body, state])).toEqual([['', 'revoked']])
  await expect.poll(() => list.items.map(({ unread }) => unread)).toEqual([0])
})

it('a history of many is read in pieces from either end', async () => {
  const [ann] = [await signIn('ann-3'), await signIn('ben-3')]
  await ann.request('addFriend', { friend: 'ben-3' })
  for (let n = 1; n <= 12; n++) await ann.send('user:ben-3', String(n)).settled
  const bodies = ({ items, more }: Awaited<ReturnType<Client['history']>>) => [items.map(({ body }) => body).join(' '), more]
  const newest = await ann.history('user:ben-3', { limit: 5 })
  expect(bodies(newest)).toEqual(['8 9 10 11 12', true])
  expect(bodies(await ann.history('user:ben-3', { before: newest.items[0]?.seq ?? 0, limit: 7 }))).toEqual(['1 2 3 4 5 6 7', false])
  const oldest = await ann.history('user:ben-3', { after: 0, limit: 5 })
  expect(bodies(oldest)).toEqual(['1 2 3 4 5', true])
  const next = await ann.history('user:ben-3', { after: oldest.items.at(-1)?.seq ?? 0, limit: 5 })
  expect(bodies(next)).toEqual(['6 7 8 9 10', true])
  await ann.send('user:ben-3', '13').settled
  expect(bodies(await ann.history('user:ben-3', { after: next.items.at(-1)?.seq ?? 0, limit: 5 }))).toEqual(['11 12 13', false])
})

it('every command does what the guide says: works, or is refused in words and not tried again', async () => {
  const [ann, ben] = [await signIn('ann-4'), await signIn('ben-4')]
  await signIn('cleo-4')
  await ann.request('addFriend', { friend: 'ben-4' })
  const sent = ann.send('user:ben-4', 'Lunch?')
  await sent.settled
  const stamp = sent.sending.state === 'sent' ? sent.sending.stamp : 0
  const conversation = 'user:ben-4'
  const group = 'kitchen-4'
  const done: readonly (readonly [CommandName, object, object?])[] = [
    ['ping', {}],
    ['addFriend', { friend: 'cleo-4' }],
    ['setRemark', { friend: 'cleo-4', remark: 'C' }],
    ['listFriends', {}, { items: [{ user: 'ben-4' }, { user: 'cleo-4', remark: 'C' }], more: false }],
    ['setFriendAttribute', { friend: 'cleo-4', name: 'likes', value: 'tea' }],
    ['listFriendAttributes', { friend: 'cleo-4' }, { attributes: { likes: 'tea' } }],
    ['removeFriend', { friend: 'cleo-4' }],
    ['updateProfile', { nick: 'Ann', birthday: '86400000' }],
    ['getProfiles', { users: ['ann-4'] }, { items: [{ user: 'ann-4', profile: { nick: 'Ann', birthday: '86400000' } }] }],
    ['listConversations', {}, { items: [{ conversation, newest: { body: 'Lunch?' } }], more: false }],
    ['listMessages', { conversation }, { items: [{ body: 'Lunch?', stamp }], more: false }],
    ['setReadMark', { conversation, stamp }, { readMark: { stamp } }],
    ['setConversationAttribute', { conversation, name: 'pinned', value: '1' }],
    ['controlMessage', { conversation, stamp, action: 'override', body: 'Dinner?' }],
    ['syncPriority', {}, { items: [{ what: 'control', conversation, stamp, action: 'override', body: 'Dinner?' }] }],
    ['createGroup', { wantedId: group, name: 'Kitchen', members: ['ben-4'] }, { group }],
    ['listGroups', {}, { items: [{ id: group, name: 'Kitchen', owner: 'ann-4' }], more: false }],
    ['updateGroup', { group, name: 'Cooks' }],
    ['getGroup', { group }, { group: { id: group, name: 'Cooks' } }],
    ['addMembers', { group, users: ['cleo-4'] }],
    ['listMembers', { group }, { items: [{ user: 'ann-4' }, { user: 'ben-4' }, { user: 'cleo-4' }], more: false }],
    ['removeMembers', { group, users: ['cleo-4'] }],
    ['transferGroup', { group, to: 'ben-4' }],
    ['leaveGroup', { group }],
    ['endDevices', { device: 'ios' }],
  ]
  for (const [command, fields, reply = {}] of done) expect(await ask(ann, command, fields), command).toMatchObject(reply)
  await ask(ben, 'dismissGroup', { group })

  const refused = new Map<CommandName, string>()
  for (const command of commands) {
    if (command === 'signIn' || command === 'signOut' || done.some(([name]) => name === command)) continue
    const tried = ask(ann, command, { conversation, of: 'cleo-4', group, to: conversation, body: '…' })
    const outcome = await tried.then(
      () => 'done',
      ({ code, retry }) => `${code} ${retry}`,
    )
    refused.set(command, outcome)
  }
  const without = commands.filter((command) => refused.get(command) === 'Unsupported false').sort()
  expect({ works: said(1), doesNot: said(2) }).toEqual({
    works: commands.filter((name) => !without.includes(name)).sort(),
    doesNot: without,
  })
  expect([...refused].filter(([, error]) => error !== 'Unsupported false')).toEqual([
    ['sendMessage', 'done'],
    ['dismissGroup', 'GroupNotFound false'],
    ['joinGroup', 'GroupNotFound false'],
    ['followConversation', 'NotInConversation false'],
    ['unfollowConversation', 'NotInConversation false'],
    ['listFollowed', 'SignInDenied false'],
  ])
})

it('what OMTP has no field for is refused too', async () => {
  const ann = await signIn('ann-5')
  const unsupported = expect.objectContaining({ code: 'Unsupported', retry: false })
  const asked: readonly (readonly [CommandName, object])[] = [
    ['createGroup', { name: 'Kitchen', joinPolicy: 'open' }],
    ['updateGroup', { group: 'kitchen', muted: true }],
    ['updateGroup', { group: 'kitchen', description: '' }],
    ['updateProfile', { signature: 'Ann' }],
    ['controlMessage', { conversation: 'user:ben-5', stamp: 1, action: 'delete', forAll: true }],
  ]
  for (const [command, fields] of asked) await expect(ask(ann, command, fields)).rejects.toEqual(unsupported)
  const { sending } = await ann.send('user:ben-5', { body: 'Yes', replyTo: 1 }).settled
  expect(sending).toEqual({ state: 'failed', error: unsupported })
  await expect(ann.upload(new Blob(['text']))).rejects.toEqual(unsupported)
})

it('over TLS it is the same, with a certificate that is trusted', { timeout: 120_000 }, async () => {
  await using secure = await startServer({ secure: true })
  const options = { transport: omtpTransport(), user: 'ann', token: secure.token('ann'), device: { id: 'd', type: 'linux' } } as const
  const wary = connect({ ...options, url: `omtps://localhost:${secure.port}` })
  const states: string[] = []
  wary.on('state', ({ name }) => states.push(name))
  await expect.poll(() => states, { timeout: 60_000 }).toContain('offline')
  expect(states).not.toContain('signedIn')
  await wary.close()

  setDefaultCACertificates([readFileSync(certificateFile('first', 'cert'), 'utf8')])
  const client = connect({ ...options, url: `omtps://localhost:${secure.port}` })
  await new Promise((resolve) => client.on('synced', resolve))
  expect(client.state).toMatchObject({ name: 'signedIn' })
  await client.close()
})

it('hosts of another door are refused in words', () => {
  const who = { user: 'ann', token: 'a token', device: { id: 'd', type: 'linux' } } as const
  const mixed = ['omtp://127.0.0.1:7100', 'ws://127.0.0.1:7180/ws']
  expect(() => connect({ ...who, url: mixed, transport: omtpTransport() })).toThrow(
    'ws://127.0.0.1:7180/ws is no address for this transport, which knows omtp: and omtps:',
  )
  expect(() => connect({ ...who, url: mixed, transport: webSocketTransport() })).toThrow(
    'omtp://127.0.0.1:7100 is no address for this transport, which knows ws: and wss:',
  )
})
