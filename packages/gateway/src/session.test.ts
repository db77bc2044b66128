import { SyncWindow } from '@magpie-im/services'
import { expect, it } from 'vitest'
import { arrival, message } from './testing/events.fixture.ts'
import { FarEnd } from './testing/far-end.fixture.ts'

const noNewWindow = () => {
  throw new Error('the window of the sign-in is still open')
}

it('what happens after sign-in waits for the last page of the sync and follows it in order (I7)', () => {
  const end = new FarEnd()
  const session = end.signIn()
  session.push(arrival(1))
  session.beginPage(noNewWindow)
  session.push(arrival(2))
  session.endPage({ more: true })
  session.beginPage(noNewWindow)
  session.push({ kind: 'friends-changed' })
  end.tick()
  expect(end.heard).toBe('')

  session.endPage({ more: false })
  session.push(arrival(3))
  end.tick()
  expect(end.heard).toBe('message message 1\nmessage message 2\nfriends-changed\nmessage message 3\n')
})

it('all pages of a sync answer as of the sign-in', () => {
  const session = new FarEnd().signIn()
  const window = session.window
  expect(session.beginPage(noNewWindow)).toBe(window)
  session.endPage({ more: true })
  session.push(arrival(5))

  const asOf = session.beginPage(noNewWindow)
  expect([asOf === window, [...asOf.newest.values()]]).toEqual([true, [4]])
})

it('a client that never asks gets what waits after 5 seconds', () => {
  const end = new FarEnd()
  end.signIn().push(arrival(1))
  end.pass(4_999)
  end.tick()
  expect(end.heard).toBe('')

  end.pass(1)
  end.tick()
  expect(end.heard).toBe('message message 1\n')
})

it('a client that asks for one page and not for the next gets what waits after 5 seconds', () => {
  const end = new FarEnd()
  const session = end.signIn()
  session.push(arrival(1))
  end.pass(3_000)
  session.beginPage(noNewWindow)
  session.endPage({ more: true })
  end.pass(4_999)
  expect(session.window).toBeDefined()
  end.pass(1)
  end.tick()
  expect(end.heard).toBe('message message 1\n')
})

it('a page that takes long is waited for', () => {
  const end = new FarEnd()
  const session = end.signIn()
  session.push(arrival(1))
  session.beginPage(noNewWindow)
  end.pass(9_000)
  end.tick()
  expect(end.heard).toBe('')
})

it('a later sync holds back what happens while it is answered', () => {
  const end = new FarEnd()
  const session = end.signIn()
  session.beginPage(noNewWindow)
  session.endPage({ more: false })
  const later = new SyncWindow({ position: 7, stamp: 70 })
  expect(session.beginPage(() => later)).toBe(later)
  session.push(arrival(1))
  end.tick()
  expect(end.heard).toBe('')

  session.endPage({ more: false })
  end.tick()
  expect(end.heard).toBe('message message 1\n')
})

it('what waits is bounded: a client that does not sync is cut, and catches up when it comes back (I9)', () => {
  const end = new FarEnd()
  const session = end.signIn()
  for (let seq = 1; seq <= 10_000; seq++) session.push(arrival(seq))
  expect(end.state).toBe('signed-in')
  session.push(arrival(10_001))
  expect(end.state).toBe('closed')
})

it('a message the device sent itself is no part of the moment it signed in', () => {
  const session = new FarEnd().signIn()
  session.window?.note({ kind: 'message', message: message(3) })
  expect([...(session.window?.newest.values() ?? [])]).toEqual([2])
})

it('more than the queue takes follows a sync as the client reads it, in order with what comes meanwhile (I9)', () => {
  const end = new FarEnd({ limits: { packets: 10 } })
  end.socket.stalled = true
  const session = end.signIn()
  for (let seq = 1; seq <= 40; seq++) session.push(arrival(seq))
  session.beginPage(noNewWindow)
  session.endPage({ more: false })
  session.push(arrival(41))
  expect(end.state).toBe('signed-in')

  for (let round = 0; round < 20; round++) {
    end.tick()
    end.socket.read()
  }
  const expected = Array.from({ length: 41 }, (_, index) => `message message ${index + 1}\n`)
  expect([end.heard, end.state]).toEqual([expected.join(''), 'signed-in'])
})
