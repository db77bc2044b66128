import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { plain, View } from './view.ts'

const view = new View('ann', new PassThrough())
const noon = new Date(2026, 0, 2, 12, 1).getTime()
const message = { from: 'ben', to: 'ann', text: 'hi', seqId: 1, time: noon, label: 'LP_G1_ann_ben' }

it('a message of the open conversation has time, name and text', () => {
  expect(view.message(message, { open: true })).toBe('12:01 ben: hi')
  expect(view.message({ ...message, from: 'ann', to: 'ben' }, { open: true })).toBe('12:01 you: hi')
})

it('a message of another conversation says whose it is', () => {
  expect(view.message(message, { open: false })).toBe('12:01 ben → you: hi')
  expect(view.message({ ...message, from: 'ann', to: 'ben' }, { open: false })).toBe('12:01 you → ben: hi')
})

it('the list shows who, how many are unread, and the newest message', () => {
  const quiet = { peer: 'cleo', label: '', unread: 0, newest: undefined, shownTo: undefined, readTo: 0 }
  const busy = { ...quiet, peer: 'ben', unread: 2, newest: message }

  expect(view.list([busy, quiet])).toBe('  ben   2 unread  12:01 ben: hi\n  cleo  no messages yet')
})

it('nothing that others write can speak to the terminal', () => {
  const hostile = 'a\u001b[2Jb\u0007c\u009bd\r\ne\tf'

  expect(plain(hostile)).not.toMatch(/\p{Cc}/u)
  expect(plain('two\nlines')).toBe('two ⏎ lines')
})

it('colours are for terminals only', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 8 })

  expect(new View('ann', terminal).message(message, { open: true })).toContain('\u001b[')
  expect(new View('ann', Object.assign(terminal, { getColorDepth: () => 1 })).message(message, { open: true })).toBe('12:01 ben: hi')
})
