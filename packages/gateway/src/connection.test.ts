import { errors, ImError } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { type ConnectionState, nextStates } from './connection-state.ts'
import type { Slot } from './pipeline.ts'
import type { Route } from './protocol.ts'
import { FarEnd, silent } from './testing/far-end.fixture.ts'
import type { Line } from './testing/lines.fixture.ts'

const echo: Route<Line> = {
  access: 'anyone',
  order: 'pipelined',
  handle: ({ text }, _, slot) => slot.complete(Buffer.from(`${text}\n`)),
}

const states: Readonly<Record<ConnectionState, (end: FarEnd) => void>> = {
  open: () => undefined,
  'signing-in': (end) => end.connection.beginSignIn(),
  'signed-in': (end) => void end.signIn(),
  draining: (end) => end.connection.close('stopping'),
  closed: (end) => end.connection.closed(),
}
const allStates = Object.keys(states) as ConnectionState[] // as: Object.keys forgets the names it was given

it.each(allStates)('from %s a connection goes where the table says and nowhere else', (from) => {
  const moves = {
    'signing-in': (end: FarEnd) => end.connection.beginSignIn(),
    'signed-in': (end: FarEnd) => end.connection.signedIn(end.session()),
  } as const
  // as: entries forget the names
  for (const [to, move] of Object.entries(moves) as [keyof typeof moves, (end: FarEnd) => void][]) {
    const end = new FarEnd()
    states[from](end)
    const allowed = nextStates[from].includes(to)
    if (allowed) move(end)
    else expect(() => move(end)).toThrow(`a connection cannot go from ${from} to ${to}`)
    expect(end.state).toBe(allowed ? to : from)
  }
})

it.each(allStates)('from %s a connection can be closed, any number of times', (from) => {
  for (const reason of ['stopping', 'too-slow'] as const) {
    const end = new FarEnd()
    states[from](end)
    for (let i = 0; i < 3; i++) end.connection.close(reason)
    end.connection.closed()
    end.connection.closed()
    expect(end.state).toBe('closed')
    expect(end.told.filter((what) => what === 'ended')).toHaveLength(1)
  }
})

it('requests are answered in one write per tick', () => {
  const end = new FarEnd({ routes: { echo } })
  end.say('echo a', 'echo b')
  expect(end.heard).toBe('')
  end.tick()
  expect(end.socket.writes.map(String)).toEqual(['a\nb\n'])
})

it('who does not sign in in time is closed', () => {
  const end = new FarEnd({ routes: { echo } })
  end.say('echo a')
  end.pass(9_999)
  expect(end.state).toBe('open')
  end.pass(1)
  expect(end.state).toBe('draining')
})

it('a sign-in that is checked for too long counts as none', () => {
  const end = new FarEnd()
  end.connection.beginSignIn()
  end.pass(10_000)
  expect(end.state).toBe('draining')
})

it('who is signed in may be silent for two heartbeats, counted from the last byte', () => {
  const end = new FarEnd({ routes: { echo } })
  end.signIn()
  end.pass(40_000)
  end.say('echo a')
  end.pass(49_999)
  expect(end.state).toBe('signed-in')
  end.pass(1)
  expect(end.state).toBe('draining')
})

it('what is written when a connection closes goes out, a farewell last, and nothing is read any more', () => {
  const end = new FarEnd({ routes: { echo } })
  end.signIn()
  end.say('echo a')
  end.connection.close('kicked')
  end.say('echo b')
  end.connection.reply(Buffer.from('late\n'))
  end.tick()

  expect(end.heard).toBe('a\nbye\n')
  expect(end.socket.calls).toEqual(['end'])
  expect([end.told, end.connection.session]).toEqual([['left'], undefined])
})

it('a peer that does not take the rest in time is cut', () => {
  const end = new FarEnd()
  end.connection.close('stopping')
  end.pass(4_999)
  expect(end.state).toBe('draining')
  end.pass(1)
  expect([end.state, end.socket.calls, end.told]).toEqual(['closed', ['end', 'destroy'], ['left', 'ended']])
})

it('a client that does not read what it is sent is cut as too slow (I9)', () => {
  const end = new FarEnd({ limits: { bytes: 10 } })
  end.socket.stalled = true
  end.signIn()
  for (let i = 0; i < 3; i++) {
    end.connection.reply(Buffer.from('12345\n'))
    end.tick()
  }
  expect([end.state, end.socket.calls, end.told]).toEqual(['closed', ['destroy'], ['left', 'ended']])
})

it('requests of a client that does not read wait, then the socket is not read, and all are answered when it reads again', () => {
  const end = new FarEnd({ routes: { echo }, limits: { bytes: 40 } })
  end.socket.stalled = true
  const texts = Array.from({ length: 30 }, (_, i) => `number ${i}`)
  for (const text of texts) {
    end.say(`echo ${text}`)
    end.tick()
  }
  expect([end.state, end.socket.calls]).toEqual(['open', ['pause']])

  end.socket.stalled = false
  end.socket.read()
  for (let i = 0; i < 30; i++) end.tick()
  expect(end.heard).toBe(texts.map((text) => `${text}\n`).join(''))
  expect([end.state, end.socket.calls]).toEqual(['open', ['pause', 'resume']])
})

it('a client that sends more requests at once than may wait for it is not too slow', () => {
  for (const limits of [{ packets: 10 }, { bytes: 40 }]) {
    const end = new FarEnd({ routes: { echo }, limits })
    const texts = Array.from({ length: 30 }, (_, i) => `number ${i}`)
    end.say(...texts.map((text) => `echo ${text}`))
    for (let i = 0; i < 30; i++) end.tick()
    expect([end.state, end.heard]).toEqual(['open', texts.map((text) => `${text}\n`).join('')])
  }
})

it('malformed bytes end the connection, after what came before them is answered', () => {
  const info = vi.fn()
  const end = new FarEnd({ routes: { echo }, log: { ...silent, info } })
  end.say('echo a', '!', 'echo b')
  end.tick()
  expect([end.heard, end.state]).toEqual(['a\n', 'draining'])
  expect(info).toHaveBeenCalledWith('malformed bytes', expect.objectContaining({ connection: end.connection.id }))
})

it('only whoever is signed in may use what is for the signed in', () => {
  const end = new FarEnd({ routes: { echo: { ...echo, access: 'signed-in' } } })
  end.say('echo a', 'echo b')
  end.tick()
  expect([end.heard, end.state]).toEqual(['', 'draining'])

  const member = new FarEnd({ routes: { echo: { ...echo, access: 'signed-in' } } })
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
  const end = new FarEnd({ routes: { ask: { ...echo, handle } } })
  end.say('ask now', 'ask later', 'what')
  await vi.waitFor(() => {
    end.tick()
    expect(end.heard.split('\n')).toHaveLength(4)
  })

  const reason = (verb: string, name: 'NotFriends' | 'Unsupported') => `${verb} refused: ${errors[name].message}\n`
  expect(end.heard).toBe(reason('ask', 'NotFriends') + reason('ask', 'NotFriends') + reason('what', 'Unsupported'))
  expect(end.state).toBe('open')
})

it('a bug is logged and answered as internal; nothing of it reaches the client (I16)', () => {
  const error = vi.fn()
  const handle = () => {
    throw new Error('the password is 1234')
  }
  const end = new FarEnd({ routes: { ask: { ...echo, handle } }, log: { ...silent, error } })
  end.say('ask')
  end.tick()

  expect(end.heard).toBe(`ask refused: ${errors.Internal.message}\n`)
  expect(error).toHaveBeenCalledWith('request failed', {
    trace: expect.any(String),
    connection: end.connection.id,
    error: expect.any(Error),
  })
})

it('a refusal that closes is heard before the end', () => {
  const handle = () => {
    throw new ImError('WrongCredentials')
  }
  const end = new FarEnd({ routes: { ask: { ...echo, handle, closesWhenRefused: 'sign-in-refused' } } })
  end.say('ask', 'ask')
  expect(end.heard).toBe(`ask refused: ${errors.WrongCredentials.message}\n`)
  expect(end.socket.calls).toEqual(['end'])
})

it('a reply that comes after the end goes nowhere', async () => {
  const slots: Slot[] = []
  const handle = (_: Line, __: unknown, slot: Slot) => void slots.push(slot)
  const end = new FarEnd({ routes: { ask: { ...echo, handle } } })
  end.say('ask')
  end.connection.closed()
  slots[0]?.complete(Buffer.from('too late\n'))
  end.tick()

  expect(end.heard).toBe('')
  await end.connection.finish()
})
