import { constants } from 'node:fs'
import { seeded } from '@magpie-im/journal'
import { expect, it } from 'vitest'
import { RecordedDisk } from './recorded-disk.ts'
import { bytesOf } from './recorded-file.ts'
import type { Step } from './steps.ts'

const root = '/root'
const nothing = { kept: 0, torn: 0, inOrder: false }

type Told<S> = S extends Step ? Omit<S, 'time'> : never

/** A disk on which all this happened. */
function diskAfter(steps: readonly Told<Step>[], options: { withoutSync?: boolean } = {}): RecordedDisk {
  const disk = new RecordedDisk({ root, ...options })
  for (const step of steps) disk.take({ time: 0, ...step })
  return disk
}

/** Every content that `name` is found with after a power cut, over many draws. */
function contents(disk: RecordedDisk, name: string, luck: Partial<typeof nothing> = {}): Set<string | undefined> {
  return new Set(Array.from({ length: 200 }, (_, seed) => contentAfterCut(disk, name, { ...nothing, ...luck }, seed)))
}

function contentAfterCut(disk: RecordedDisk, name: string, luck: typeof nothing, seed: number): string | undefined {
  const found = disk.afterCut({ ...luck, random: seeded(seed) }).get(`${root}/${name}`)
  return found === undefined || found === 'folder' ? found : bytesOf(found).toString()
}

const make = (fd: number, name: string): Told<Step> => ({ kind: 'open', fd, flags: constants.O_CREAT, path: `${root}/${name}` })
const write = (fd: number, at: number, text: string, more: { number?: number; through?: boolean } = {}): Told<Step> => ({
  ...{ kind: 'write', number: 0, fd, at, length: text.length, bytes: Buffer.from(text), through: false },
  ...more,
})
const sync = (fd: number, number: number): Told<Step>[] => [
  { kind: 'sync', number, fd },
  { kind: 'synced', number },
]
const rootSynced: Told<Step>[] = [{ kind: 'open', fd: 9, flags: 0, path: root }, ...sync(9, 90), { kind: 'close', fd: 9 }]
const filed = [make(1, 'file'), ...rootSynced]

it('what was written and not synced may be there or not', () => {
  const disk = diskAfter([...filed, write(1, 0, 'text')])
  expect(contents(disk, 'file')).toEqual(new Set(['']))
  expect(contents(disk, 'file', { kept: 1 })).toEqual(new Set(['text']))
  expect(contents(disk, 'file', { kept: 0.5 })).toEqual(new Set(['', 'text', '\0\0\0\0']))
})

it('what was synced is there, and what came after the sync began need not be', () => {
  const disk = diskAfter([
    ...filed,
    write(1, 0, 'one'),
    { kind: 'sync', number: 5, fd: 1 },
    write(1, 3, 'two'),
    { kind: 'synced', number: 5 },
  ])
  expect(contents(disk, 'file')).toEqual(new Set(['one']))
})

it('a write through is durable when it returned, and nothing else is by it', () => {
  const begun = [...filed, write(1, 5000, 'before'), write(1, 0, 'through', { number: 7, through: true })]
  expect(contents(diskAfter(begun), 'file')).toEqual(new Set(['']))

  const returned = diskAfter([...begun, { kind: 'written', number: 7 }])
  const [content = ''] = contents(returned, 'file')
  expect(content.replaceAll('\0', '')).toBe('through')
})

it('a page that was written several times has any of what it was, or is torn by sectors', () => {
  const page = (letter: string) => letter.repeat(4096)
  const disk = diskAfter([...filed, write(1, 0, page('a')), ...sync(1, 1), write(1, 0, page('b')), write(1, 0, page('c'))])
  expect(contents(disk, 'file', { kept: 0.5 })).toEqual(new Set([page('a'), page('b'), page('c')]))
  for (const torn of contents(disk, 'file', { kept: 1, torn: 1 })) {
    expect(torn).toMatch(/^(?:a{512}|b{512}|c{512})+$/)
  }
})

it('a truncation may be lost, and what grows again is zeros', () => {
  const disk = diskAfter([...filed, write(1, 0, 'long text'), ...sync(1, 1), { kind: 'truncate', fd: 1, size: 4 }])
  expect(contents(disk, 'file', { kept: 0.5 })).toEqual(new Set(['long text', 'long\0\0\0\0\0', 'long']))
})

it('names are there once their folder was synced; until then a later one is not there without the earlier', () => {
  const renamed: Told<Step>[] = [
    make(1, 'new'),
    write(1, 0, 'x'),
    ...sync(1, 1),
    { kind: 'rename', from: `${root}/new`, to: `${root}/final` },
  ]
  const disk = diskAfter(renamed)
  expect(contents(disk, 'final', { kept: 0.5 })).toEqual(new Set([undefined, 'x']))
  expect(contents(disk, 'new', { kept: 0.5 })).toEqual(new Set([undefined, 'x']))
  expect(contents(diskAfter([...renamed, ...rootSynced]), 'final')).toEqual(new Set(['x']))
})

it('what lies in a folder that is not there is not there', () => {
  const steps: Told<Step>[] = [
    { kind: 'folder', path: `${root}/data` },
    { kind: 'open', fd: 1, flags: constants.O_CREAT, path: `${root}/data/file` },
    { kind: 'open', fd: 2, flags: 0, path: `${root}/data` },
    ...sync(2, 1),
  ]
  expect(contents(diskAfter(steps), 'data/file', { kept: 0.5 })).toEqual(new Set([undefined, '']))
  expect(contents(diskAfter([...steps, ...rootSynced]), 'data/file')).toEqual(new Set(['']))
})

it('a removal may be lost', () => {
  const disk = diskAfter([...filed, { kind: 'remove', path: `${root}/file` }])
  expect(contents(disk, 'file', { kept: 0.5 })).toEqual(new Set([undefined, '']))
})

it('written back in order, what is there is a beginning of what happened', () => {
  const steps = [...filed, ...Array.from({ length: 4 }, (_, i) => write(1, i, String.fromCharCode(97 + i)))]
  for (const content of contents(diskAfter(steps), 'file', { kept: 1, inOrder: true }))
    expect(['', 'a', 'ab', 'abc', 'abcd']).toContain(content)
})

it('a disk that never syncs has nothing for certain', () => {
  const disk = diskAfter([...filed, write(1, 0, 'x', { number: 3, through: true }), { kind: 'written', number: 3 }, ...sync(1, 4)], {
    withoutSync: true,
  })
  expect(contents(disk, 'file')).toEqual(new Set([undefined]))
})
