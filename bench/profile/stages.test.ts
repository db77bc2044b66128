import { expect, it } from 'vitest'
import { stageOf } from './stages.ts'

const own = (name: string, path: string) => ({ name, file: `packages/gateway/dist/${path}:7` })
const ofNode = (name: string, path: string) => ({ name, file: `node:${path}:7` })

it('what is written to a socket is delivered, what comes from it is decoded', () => {
  const flush = [own('#flush', 'outbox.js'), own('write', 'connection.js'), own('write', 'listeners/tcp.js')]
  expect(stageOf([...flush, ofNode('writeGeneric', 'internal/stream_base_commons'), { name: 'writeBuffer', file: '' }])).toBe('deliver')
  expect(stageOf([ofNode('onStreamRead', 'internal/stream_base_commons'), own('(anonymous)', 'listeners/tcp.js')])).toBe('decode')
})

it('the innermost of ours says whose time it is, and garbage is nobody’s', () => {
  const stack = [own('receive', 'connection.js'), { name: 'append', file: 'packages/journal/dist/files/files-journal.js:7' }]
  expect(stageOf([...stack, { name: 'crc32', file: 'node:zlib:7' }])).toBe('journal')
  expect(stageOf([...stack, { name: '(garbage collector)', file: '' }])).toBe('collect')
  expect(stageOf([ofNode('emit', 'events')])).toBe('other')
})
