import { errors, ImError } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { type ConnectionState, nextStates } from './connection-state.ts'
import type { Slot } from './pipeline.ts'
import type { Route } from './protocol.ts'
import type { Line } from './testing/lines.fixture.ts'
import { Peer, silent } from './testing/peer.fixture.ts'

const echo: Route<Line> = {
  access: 'anyone',
  order: 'pipelined',
  handle: ({ text }, _, slot) => slot.complete(Buffer.from(`${text}\n`)),
}

const states: Readonly<Record<ConnectionState, (peer: Peer) => void>> = {
  open: () => undefined,
  'signing-in': (peer) => peer.connection.beginSignIn(),
  'signed-in': (peer) => void peer.signIn(),
  draining: (peer) => peer.connection.close('stopping'),
  closed: (peer) => peer.connection.closed(),
}
const allStates = Object.keys(states) as ConnectionState[] // as: Object.keys forgets the names it was given

it.each(allStates)('from %s a connection goes where the table says and nowhere else', (from) => {
  const moves = {
    'signing-in': (peer: Peer) => peer.connection.beginSignIn(),
    'signed-in': (peer: Peer) => peer.connection.signedIn(peer.session()),
  } as const
  for (const [to, move] of Object.entries(moves) as [keyof typeof moves, (peer: Peer) => void][]) {
    // as: entries forget the names
    const peer = new Peer()
    states[from](peer)
    const allowed = nextStates[from].includes(to)
    if (allowed) move(peer)
    else expect(() => move(peer)).toThrow(`a connection cannot go from ${from} to ${to}`)
    expect(peer.state).toBe(allowed ? to : from)
  }
})

it.each(allStates)('from %s a connection can be closed, any number of times', (from) => {
  for (const reason of ['stopping', 'too-slow'] as const) {
    const peer = new Peer()
    states[from](peer)
    for (let i = 0; i < 3; i++) peer.connection.close(reason)
    peer.connection.closed()
    peer.connection.closed()
    expect(peer.state).toBe('closed')
    expect(peer.told.filter((what) => what === 'ended')).toHaveLength(1)
  }
})

it('requests are answered in one write per tick', () => {
  const peer = new Peer({ routes: { echo } })
  peer.say('echo a', 'echo b')
  expect(peer.heard).toBe('')
  peer.tick()
  expect(peer.socket.writes.map(String)).toEqual(['a\nb\n'])
})

it('who does not sign in in time is closed', () => {
  const peer = new Peer({ routes: { echo } })
  peer.say('echo a')
  peer.pass(9_999)
  expect(peer.state).toBe('open')
  peer.pass(1)
  expect(peer.state).toBe('draining')
})

it('a sign-in that is checked for too long counts as none', () => {
  const peer = new Peer()
  peer.connection.beginSignIn()
  peer.pass(10_000)
  expect(peer.state).toBe('draining')
})

it('who is signed in may be silent for two heartbeats, counted from the last byte', () => {
  const peer = new Peer({ routes: { echo } })
  peer.signIn()
  peer.pass(40_000)
  peer.say('echo a')
  peer.pass(49_999)
  expect(peer.state).toBe('signed-in')
  peer.pass(1)
  expect(peer.state).toBe('draining')
})

it('what is written when a connection closes goes out, a farewell last, and nothing is read any more', () => {
  const peer = new Peer({ routes: { echo } })
  peer.signIn()
  peer.say('echo a')
  peer.connection.close('kicked')
  peer.say('echo b')
  peer.connection.send(Buffer.from('late\n'))
  peer.tick()

  expect(peer.heard).toBe('a\nbye\n')
  expect(peer.socket.calls).toEqual(['end'])
  expect([peer.told, peer.connection.session]).toEqual([['left'], undefined])
})

it('a peer that does not take the rest in time is cut', () => {
  const peer = new Peer()
  peer.connection.close('stopping')
  peer.pass(4_999)
  expect(peer.state).toBe('draining')
  peer.pass(1)
  expect([peer.state, peer.socket.calls, peer.told]).toEqual(['closed', ['end', 'destroy'], ['left', 'ended']])
})

it('a client that does not read what it is sent is cut as too slow (I9)', () => {
  const peer = new Peer({ limits: { bytes: 10 } })
  peer.socket.stalled = true
  peer.signIn()
  for (let i = 0; i < 3; i++) {
    peer.connection.send(Buffer.from('12345\n'))
    peer.tick()
  }
  expect([peer.state, peer.socket.calls, peer.told]).toEqual(['closed', ['destroy'], ['left', 'ended']])
})

it('requests of a client that does not read wait, then the socket is not read, and all are answered when it reads again', () => {
  const peer = new Peer({ routes: { echo }, limits: { bytes: 40 } })
  peer.socket.stalled = true
  const texts = Array.from({ length: 30 }, (_, i) => `number ${i}`)
  for (const text of texts) {
    peer.say(`echo ${text}`)
    peer.tick()
  }
  expect([peer.state, peer.socket.calls]).toEqual(['open', ['pause']])

  peer.socket.stalled = false
  peer.socket.read()
  for (let i = 0; i < 30; i++) peer.tick()
  expect(peer.heard).toBe(texts.map((text) => `${text}\n`).join(''))
  expect([peer.state, peer.socket.calls]).toEqual(['open', ['pause', 'resume']])
})

it('a client that sends more requests at once than may wait for it is not too slow', () => {
  for (const limits of [{ packets: 10 }, { bytes: 40 }]) {
    const peer = new Peer({ routes: { echo }, limits })
    const texts = Array.from({ length: 30 }, (_, i) => `number ${i}`)
    peer.say(...texts.map((text) => `echo ${text}`))
    for (let i = 0; i < 30; i++) peer.tick()
    expect([peer.state, peer.heard]).toEqual(['open', texts.map((text) => `${text}\n`).join('')])
  }
})

it('malformed bytes end the connection, after what came before them is answered', () => {
  const info = vi.fn()
  const peer = new Peer({ routes: { echo }, log: { ...silent, info } })
  peer.say('echo a', '!', 'echo b')
  peer.tick()
  expect([peer.heard, peer.state]).toEqual(['a\n', 'draining'])
  expect(info).toHaveBeenCalledWith('malformed bytes', expect.objectContaining({ connection: peer.connection.id }))
})

it('only whoever is signed in may use what is for the signed in', () => {
  const peer = new Peer({ routes: { echo: { ...echo, access: 'signed-in' } } })
  peer.say('echo a', 'echo b')
  peer.tick()
  expect([peer.heard, peer.state]).toEqual(['', 'draining'])

  const member = new Peer({ routes: { echo: { ...echo, access: 'signed-in' } } })
  member.signIn()
  member.say('echo a')
  member.tick()
  expect(member.heard).toBe('a\n')
})

it('a refusal is answered with its reason, at once or later, and the connection lives (I15)', async () => {
  const handle = async ({ text }: Line) => {
    if (text === 'later') await Promise.resolve()
    throw new ImError('NotFriends')
  }
  const peer = new Peer({ routes: { ask: { ...echo, handle } } })
  peer.say('ask now', 'ask later', 'what')
  await vi.waitFor(() => {
    peer.tick()
    expect(peer.heard.split('\n')).toHaveLength(4)
  })

  const reason = (verb: string, name: 'NotFriends' | 'Unsupported') => `${verb} refused: ${errors[name].message}\n`
  expect(peer.heard).toBe(reason('ask', 'NotFriends') + reason('ask', 'NotFriends') + reason('what', 'Unsupported'))
  expect(peer.state).toBe('open')
})

it('a bug is logged and answered as internal; nothing of it reaches the client (I16)', () => {
  const error = vi.fn()
  const handle = () => {
    throw new Error('the password is 1234')
  }
  const peer = new Peer({ routes: { ask: { ...echo, handle } }, log: { ...silent, error } })
  peer.say('ask')
  peer.tick()

  expect(peer.heard).toBe(`ask refused: ${errors.Internal.message}\n`)
  expect(error).toHaveBeenCalledWith('request failed', { connection: peer.connection.id, error: expect.any(Error) })
})

it('a refusal that closes is heard before the end', () => {
  const handle = () => {
    throw new ImError('WrongCredentials')
  }
  const peer = new Peer({ routes: { ask: { ...echo, handle, closesWhenRefused: 'sign-in-refused' } } })
  peer.say('ask', 'ask')
  expect(peer.heard).toBe(`ask refused: ${errors.WrongCredentials.message}\n`)
  expect(peer.socket.calls).toEqual(['end'])
})

it('a reply that comes after the end goes nowhere', async () => {
  const slots: Slot[] = []
  const handle = (_: Line, __: unknown, slot: Slot) => void slots.push(slot)
  const peer = new Peer({ routes: { ask: { ...echo, handle } } })
  peer.say('ask')
  peer.connection.closed()
  slots[0]?.complete(Buffer.from('too late\n'))
  peer.tick()

  expect(peer.heard).toBe('')
  await peer.connection.finish()
})
