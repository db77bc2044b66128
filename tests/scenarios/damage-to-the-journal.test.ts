import { closeSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectHealthy } from '../drivers/doctor.ts'
import { type Server, startServer } from '../drivers/process.ts'
import { expectOneClearSentence } from '../drivers/refusal.ts'

interface Segment {
  readonly file: string
  readonly bytes: Buffer
  /** Behind the last batch: what follows is only allocated. */
  readonly end: number
}

/** The file of the journal that holds `text`. */
function segmentWith(server: Server, text: string): Segment {
  const folder = join(server.data, 'journal')
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.log'))) {
    const file = join(folder, name)
    const bytes = readFileSync(file)
    if (bytes.includes(text)) return { file, bytes, end: endOf(bytes) }
  }
  throw new Error('no journal file holds the text')
}

/** A batch begins with a mark; its length is the number at 12. */
function endOf(segment: Buffer): number {
  const at = segment.lastIndexOf(Buffer.from('4d504ab4', 'hex'))
  return at + segment.readUInt32LE(at + 12)
}

async function killedWith(texts: readonly string[]): Promise<Server> {
  const server = await startServer()
  const [ann] = await server.friends('ann', 'bob')
  for (const text of texts) await ann.send('bob', text)
  await server.kill()
  return server
}

const contents = async (server: Server) => (await (await server.signIn('ann')).history('bob')).map(({ content }) => content)

it('a torn tail is cut', async () => {
  await using server = await killedWith(['first text', 'second text'])
  const { file, end } = segmentWith(server, 'second text')
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(700, 'half a batch'), 0, 700, end)
  closeSync(fd)

  await server.start()

  expect(await contents(server)).toEqual(['first text', 'second text'])
  await (await server.signIn('ann', { deviceType: 2 })).send('bob', 'third text')
  await server.restart()
  expect(await contents(server)).toEqual(['first text', 'second text', 'third text'])
  await expectHealthy(server)
})

it('a journal that ends within its last batch loses that batch alone', async () => {
  await using server = await killedWith(['first text', 'second text'])
  const { file, bytes } = segmentWith(server, 'second text')
  truncateSync(file, bytes.indexOf('second text') + 3)
  // What cuts a batch off is a power cut; a read model that already had it would rightly refuse to be behind it.
  for (const name of readdirSync(server.data).filter((each) => each.startsWith('magpie.db'))) rmSync(join(server.data, name))

  await server.start()

  expect(await contents(server)).toEqual(['first text'])
})

it('a journal without the space that was allocated ahead is whole', async () => {
  await using server = await killedWith(['first text', 'second text'])
  const { file, end } = segmentWith(server, 'second text')
  truncateSync(file, end)

  await server.start()

  expect(await contents(server)).toEqual(['first text', 'second text'])
})

it('a flipped bit is refused', async () => {
  await using server = await killedWith(['first text', 'second text', 'third text'])
  const { file, bytes } = segmentWith(server, 'first text')
  const at = bytes.indexOf('first text')
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at)
  writeFileSync(file, bytes)

  const start = await server.run('serve')
  const doctor = await server.run('doctor')

  expectOneClearSentence(start)
  expect(start.stderr).not.toContain('first text')
  expect(doctor.code, doctor.stdout).toBeGreaterThan(0)
  expect(doctor.stdout + doctor.stderr).toMatch(/\.log/)
})
