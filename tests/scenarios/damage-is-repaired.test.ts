import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  copyInto,
  type Folder,
  fileAt,
  flipBit,
  goesOn,
  makeFolder,
  overwrite,
  placeOf,
  removeDatabase,
  repaired,
  texts,
} from '../drivers/damaged-folder.ts'
import { Server } from '../drivers/process.ts'

let folder: Folder & AsyncDisposable

beforeAll(async () => {
  folder = await makeFolder()
}, 60_000)

afterAll(() => folder[Symbol.asyncDispose]())

const groupTexts = texts.map((text) => `${text} of carol`)
const without = (list: readonly string[], ...lost: readonly number[]) => list.filter((_, i) => !lost.includes(i))

function damaged(damage: (server: Server) => void): Server {
  const server = new Server({})
  copyInto(server, folder)
  damage(server)
  return server
}

function flipIn(server: Server, text: string): void {
  const { file, at } = placeOf(server, text)
  flipBit(file, at + 2)
}

it.for<readonly [string, (server: Server) => void, RegExp]>([
  ['in the last file', (server) => flipIn(server, texts[7] ?? ''), /a bit has flipped here/],
  ['in a sealed file', (server) => flipIn(server, texts[1] ?? ''), /a bit has flipped here/],
  ['in the header of a file', (server) => flipBit(fileAt(server, 1), 26), /a bit of its header has flipped/],
  ['where a batch begins', (server) => flipBit(fileAt(server, 0), 65), /a bit has flipped here/],
])('a bit that flipped %s is put right, and nothing is lost', async ([, damage, said]) => {
  await using server = damaged(damage)
  const { before } = await repaired(server)
  expect(before).toMatch(said)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
})

it.for<readonly [string, (server: Server) => void]>([
  ['in the last file', (server) => overwriteText(server, 7)],
  ['in a sealed file', (server) => overwriteText(server, 1)],
])('a message that was overwritten %s comes back from the read model', async ([, damage]) => {
  await using server = damaged(damage)
  const { before, after } = await repaired(server)
  expect(before).toMatch(/conversation \d+ \(.*\): message \d+ cannot be read; the read model has it/)
  expect(after).toMatch(/verdict: good/)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
})

it.for<readonly [string, number]>([
  ['in the last file', 7],
  ['in a sealed file', 1],
])('a message that was overwritten %s and is nowhere else is lost alone, and said to be', async ([, number]) => {
  await using server = damaged((it) => {
    overwriteText(it, number)
    removeDatabase(it)
  })
  const { before } = await repaired(server)
  expect(before).toMatch(new RegExp(`conversation \\d+ \\(ann and bob\\): message ${number + 1} cannot be read and nothing else has it`))
  expect(await goesOn(server, folder.group)).toEqual({ single: without(texts, number), group: groupTexts })
})

it.for<readonly [string, (server: Server) => void]>([
  ['is missing', (server) => rmSync(fileAt(server, 1))],
  ['is empty', (server) => truncateSync(fileAt(server, 1), 0)],
  ['was cut short', (server) => truncateSync(fileAt(server, 1), 70)],
  ['has a header that is garbage', (server) => overwrite(fileAt(server, 1), 0, 'garbage '.repeat(8))],
  ['is of another journal', (server) => writeFileSync(fileAt(server, 1), Buffer.concat([otherHeader(server), Buffer.alloc(500)]))],
])('a journal whose second file %s gets its messages back from the read model', async ([, damage]) => {
  await using server = damaged(damage)
  const { after } = await repaired(server)
  expect(after).toMatch(/verdict: good/)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
})

it('a journal whose second file is missing loses these messages alone when there is no read model', async () => {
  await using server = damaged((it) => {
    rmSync(fileAt(it, 1))
    removeDatabase(it)
  })
  const { before } = await repaired(server)
  expect(before).toMatch(/\(ann and bob\): 3 messages, 4 to 6, cannot be read and nothing else has them/)
  expect(await goesOn(server, folder.group)).toEqual({ single: without(texts, 3, 4, 5), group: without(groupTexts, 3, 4, 5) })
})

it('a journal whose first file is missing keeps what is in the others', async () => {
  await using server = damaged((it) => {
    rmSync(fileAt(it, 0))
    removeDatabase(it)
  })
  await repaired(server)
  expect(await goesOn(server, folder.group)).toEqual({ single: without(texts, 0, 1, 2), group: without(groupTexts, 0, 1, 2) })
})

it('a journal whose end is lost gets it back from the read model, and no number is given twice', async () => {
  await using server = damaged((it) => rmSync(fileAt(it, -1)))
  const { before } = await repaired(server)
  expect(before).toMatch(/its end is lost|no longer there/)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
})

it('a journal that is gone is made again from the read model', async () => {
  await using server = damaged((it) => rmSync(join(it.data, 'journal'), { recursive: true }))
  await repaired(server)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
})

it.for<readonly [string, (server: Server) => void, RegExp]>([
  [
    'a read model that is garbage',
    (server) => writeFileSync(join(server.data, 'magpie.db'), 'garbage'.repeat(3000)),
    /no readable database/,
  ],
  ['a read model that was cut short', (server) => truncateSync(join(server.data, 'magpie.db'), 20_000), /read model|readable database/],
  ['a read model with a page overwritten', (server) => overwrite(join(server.data, 'magpie.db'), 9000, 'x'.repeat(9000)), /read model/],
  ['a read model that is lost', removeDatabase, /there is no read model/],
  ['a checkpoint that is damaged', (server) => overwrite(fileAt(server, -1, '.mck'), 100, 'garbage'), /the checkpoint is damaged/],
  ['a key index that is damaged', (server) => overwrite(fileAt(server, 0, '.keys'), 4100, 'garbage'), /the key index cannot be used/],
  ['secrets that are lost', (server) => rmSync(join(server.data, 'secrets.json')), /there is no secrets.json/],
  ['files that others can read', (server) => chmodSync(join(server.data, 'secrets.json'), 0o644), /can be read by others/],
  ['what an interrupted write left', (server) => writeFileSync(join(server.data, 'journal', 'checkpoint.tmp'), 'half'), /verdict: good/],
])('%s costs nothing', async ([, damage, said]) => {
  await using server = damaged(damage)
  const { before } = await repaired(server)
  expect(before).toMatch(said)
  expect(await goesOn(server, folder.group)).toEqual({ single: texts, group: groupTexts })
  expect(statSync(join(server.data, 'secrets.json')).mode & 0o077).toBe(0)
})

it('nothing is changed by looking, by a dry run, or when nobody says yes; what was there is kept', async () => {
  await using server = damaged((it) => overwriteText(it, 1))
  const { file } = placeOf(server, texts[0] ?? '')
  const bytes = readFileSync(file)
  expect((await server.run('doctor')).code).toBe(1)
  const dry = await server.run('doctor', '--repair', '--dry-run')
  expect(dry.stdout).toMatch(/write the journal anew/)
  expect((await server.run('doctor', '--repair')).stderr).toMatch(/nothing was changed/)
  expect(readFileSync(file)).toEqual(bytes)
  const told = JSON.parse((await server.run('doctor', '--json')).stdout)
  expect(told).toMatchObject({ good: false, findings: expect.any(Array) })

  await repaired(server)
  const kept = readdirSync(server.data).find((name) => name.startsWith('repair-')) ?? ''
  expect(readFileSync(join(server.data, kept, 'before', 'journal', file.split('/').at(-1) ?? ''))).toEqual(bytes)
  expect(existsSync(join(server.data, kept, 'before', 'magpie.db'))).toBe(true)
})

it('what cannot be looked at is told apart from what is wrong', async () => {
  await using server = new Server({})
  rmSync(server.data, { recursive: true })
  expect((await server.run('doctor')).code).toBe(2)
  copyInto(server, folder)
  await server.start()
  const used = await server.run('doctor')
  expect(used.code).toBe(2)
  expect(used.stderr).toMatch(/in use/)
})

function overwriteText(server: Server, number: number): void {
  const { file, at } = placeOf(server, texts[number] ?? '')
  overwrite(file, at, 'scribbled over')
}

function otherHeader(server: Server): Buffer {
  const header = Buffer.from(readFileSync(fileAt(server, 1)).subarray(0, 64))
  header.fill(7, 8, 24)
  return header
}
