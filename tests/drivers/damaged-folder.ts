import { closeSync, cpSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectHealthy } from './doctor.ts'
import { type Server, startServer } from './process.ts'

/** What ann wrote to bob and carol to their group, three messages in each of three journal files. */
export const texts = Array.from({ length: 9 }, (_, i) => `text number ${i}`)
const perFile = 3

export interface Folder {
  readonly data: string
  readonly group: string
}

/** The data folder of a server that was stopped; `[Symbol.asyncDispose]` of the server removes it. */
export async function makeFolder(): Promise<Folder & AsyncDisposable> {
  const server = await startServer({ shared: true })
  for (const client of await server.friends('ann', 'bob')) await client.close()
  const group = await (await server.signIn('carol')).createGroup(['ann', 'bob'])
  for (let i = 0; i < texts.length; i += perFile) {
    const [ann, carol] = [await server.signIn('ann'), await server.signIn('carol')]
    for (const text of texts.slice(i, i + perFile)) {
      await ann.send('bob', text)
      await carol.tell(group, `${text} of carol`)
    }
    expect(await server.stop()).toBe(0)
    // The first compaction after a start ends the file that was written to.
    if (i + perFile >= texts.length) break
    expect((await server.run('compact')).code).toBe(0)
    await server.start()
  }
  return { data: server.data, group, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

export function copyInto(server: Server, { data }: Folder): void {
  cpSync(data, server.data, { recursive: true })
}

export function journalFiles(server: Server, suffix = '.log'): string[] {
  const folder = join(server.data, 'journal')
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix))
  return names.sort().map((name) => join(folder, name))
}

export function fileAt(server: Server, index: number, suffix?: string): string {
  const file = journalFiles(server, suffix).at(index)
  if (file === undefined) throw new Error('there is no such journal file')
  return file
}

export function placeOf(server: Server, text: string): { readonly file: string; readonly at: number } {
  for (const file of journalFiles(server)) {
    const at = readFileSync(file).indexOf(text)
    if (at !== -1) return { file, at }
  }
  throw new Error('no journal file holds the text')
}

export function flipBit(file: string, at: number, bit = 2): void {
  const bytes = readFileSync(file)
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
  writeFileSync(file, bytes)
}

export function overwrite(file: string, at: number, text: string): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, text, at)
  closeSync(descriptor)
}

export function removeDatabase(server: Server): void {
  for (const name of readdirSync(server.data).filter((each) => each.startsWith('magpie.db'))) rmSync(join(server.data, name))
}

/** What the doctor says before and after the repair, which ends well. */
export async function repaired(server: Server): Promise<{ readonly before: string; readonly after: string }> {
  const { code, stdout, stderr } = await server.run('doctor', '--repair', '--yes')
  expect(code, stdout + stderr).toBe(0)
  const last = stdout.lastIndexOf(`${server.data}\n`)
  return { before: last === 0 ? stdout : stdout.slice(0, last), after: stdout.slice(last) }
}

/** What bob and ann read now; every unread is told exactly, going on works, and the doctor has nothing to say. */
export async function goesOn(server: Server, group: string): Promise<{ readonly single: string[]; readonly group: string[] }> {
  await server.start()
  const [ann, bob] = [await server.signIn('ann'), await server.signIn('bob')]
  const seen = { single: (await bob.history('ann')).map(({ content }) => content), group: await groupTexts(ann, group) }
  await ann.send('bob', 'one more')
  await bob.tell(group, 'one more of bob')
  expect((await bob.history('ann')).map(({ content }) => content)).toEqual([...seen.single, 'one more'])
  expect(await groupTexts(ann, group)).toEqual([...seen.group, 'one more of bob'])
  const { items } = await bob.hotSessions()
  expect(items.map(({ unreadCount }) => unreadCount).sort((a, b) => a - b)).toEqual(
    [seen.group.length, seen.single.length + 1].sort((a, b) => a - b),
  )
  await expectHealthy(server)
  return seen
}

async function groupTexts(client: Awaited<ReturnType<Server['signIn']>>, group: string): Promise<string[]> {
  const page = await client.historyPage(group)
  return page.messages.map(({ content }) => content).reverse()
}
