import { expect, it } from 'vitest'
import { systemClock as clock } from '../system-clock.ts'
import { RecentLog } from './recent-log.ts'

const none = () => undefined

it('the newest lines are kept, so many of each level, and shown in the order they came', () => {
  const log = open('debug')
  log.error('first', { error: new Error('broken'), gone: undefined })
  for (let line = 0; line < 600; line++) log.info('noise')
  log.warn('last')
  const lines = log.newest({ level: 'info', after: 0, limit: 1000 })
  expect([lines.length, lines[0], lines.at(-1)?.message]).toEqual([
    502,
    expect.objectContaining({
      number: 1,
      level: 'error',
      message: 'first',
      fields: { error: expect.objectContaining({ message: 'broken' }) },
    }),
    'last',
  ])
  expect(log.newest({ level: 'warn', after: 1, limit: 10 }).map(({ message }) => message)).toEqual(['last'])
  expect(log.newest({ level: 'info', after: 0, limit: 2 }).map(({ message }) => message)).toEqual(['noise', 'last'])
})

it('what is not logged is not kept, and the level can be changed', () => {
  const log = open('warn')
  log.info('unheard')
  log.setLevel('info')
  log.info('heard')
  log.setLevel('silent')
  log.error('unheard too')
  expect(log.newest({ level: 'debug', after: 0, limit: 10 }).map(({ message }) => message)).toEqual(['heard'])
})

function open(level: string): RecentLog {
  return new RecentLog({ debug: none, info: none, warn: none, error: none }, { level, clock })
}
