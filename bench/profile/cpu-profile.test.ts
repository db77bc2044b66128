import { expect, it } from 'vitest'
import { selfTimes, stacksBetween } from './cpu-profile.ts'
import { byStage, stageOf, threadOf } from './stages.ts'

const call = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber })
const profile = {
  startTime: 5_000_000,
  nodes: [
    { id: 1, callFrame: call('(root)'), children: [2, 3] },
    { id: 2, callFrame: call('(idle)') },
    { id: 3, callFrame: call('send', 'file:///x/packages/services/dist/messages/send.js', 9), children: [4] },
    { id: 4, callFrame: call('', 'file:///x/packages/wire/dist/bytes.js', 1) },
  ],
  samples: [3, 4, 2, 4],
  timeDeltas: [1_000_000, 1_000_000, 1_000_000, 1_000_000],
}

it('of a profile the time between two moments counts, without waiting', () => {
  const stacks = stacksBetween(profile, 7, 9)

  expect(selfTimes(stacks)).toEqual([['(anonymous) packages/wire/dist/bytes.js:2', 1_000_000]])
  expect(stacks[0]?.frames.map(({ name }) => name)).toEqual(['send', '(anonymous)'])
  expect(selfTimes(stacksBetween(profile, 0, 100))).toEqual([
    ['(anonymous) packages/wire/dist/bytes.js:2', 2_000_000],
    ['send packages/services/dist/messages/send.js:10', 1_000_000],
  ])
})

const stack = (...files: string[]) => files.map((file) => ({ name: 'f', file }))

it('time belongs to the innermost package that has a stage', () => {
  expect(stageOf(stack('node:net:1', 'packages/gateway/dist/connection.js:1', 'packages/wire/dist/framing.js:2'))).toBe('decode')
  expect(
    stageOf(stack('packages/gateway/dist/dispatch.js:1', 'packages/services/dist/messages/send.js:2', 'packages/wire/dist/x.js:1')),
  ).toBe('rules')
  expect(stageOf(stack('packages/journal/dist/files/composer.js:1', 'packages/gateway/dist/session.js:2'))).toBe('deliver')
  expect(stageOf(stack('packages/storage/dist/sql/store.js:1', 'node:sqlite'))).toBe('project')
  expect(stageOf(stack('node:net:12'))).toBe('read')
  expect(stageOf([{ name: '(garbage collector)', file: '' }])).toBe('collect')
  expect(byStage([{ frames: stack('packages/journal/dist/a.js:1'), microseconds: 3 }]).get('journal')).toBe(3)
})

it('all that the thread of the read model does is projecting', () => {
  const { stage } = threadOf(['packages/server/dist/read-model/thread.js:1'])

  expect(byStage([{ frames: stack('packages/journal/dist/files/scan.js:2'), microseconds: 3 }], stage).get('project')).toBe(3)
})

it('a thread is known by its program', () => {
  const names = (file: string) => threadOf([file]).name

  const programs = ['packages/journal/dist/files', 'packages/server/dist/read-model', 'packages/server/dist/search', 'packages/cli/dist']
  expect(programs.map((folder) => names(`${folder}/thread.js:1`))).toEqual(['journal', 'read model', 'search', 'main'])
})
