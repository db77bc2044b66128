import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { eventually, within } from '../drivers/deadline.ts'
import { type Server, startServer } from '../drivers/process.ts'
import { certificateFile } from '../drivers/transports.ts'

const main = fileURLToPath(new URL('../../packages/cli/bundle/main.js', import.meta.url))
const patience = 15_000

/** `magpie chat` with its input and output in pipes. */
class Chat implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #code: Promise<number | null>
  printed = ''

  constructor(server: Server, ...args: readonly string[]) {
    const env = { MAGPIE_DATA: server.data, MAGPIE_OMTP_PORT: String(server.port) }
    this.#child = spawn(process.execPath, [main, 'chat', ...args], { env })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text
      })
    }
    this.#code = once(this.#child, 'close').then(([code]) => code)
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Waits for a line that ends so, without its time. */
  async expect(text: string): Promise<void> {
    const line = new RegExp(`^\\d\\d:\\d\\d ${text}$`, 'mu')
    await eventually(patience, `"${text}" in: ${this.printed}`, () => line.exec(this.printed) ?? undefined)
  }

  /** Ends the input; gives the exit code. */
  async end(): Promise<number | null> {
    this.#child.stdin.end()
    return await within(patience, this.#code, () => `the end of the chat; it printed: ${this.printed}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#code
  }
}

it('two people chat in two terminals', async () => {
  await using server = await startServer()
  await using ann = new Chat(server, '--user', 'ann', '--to', 'ben')
  await using ben = new Chat(server, '--user', 'ben', '--to', 'ann')

  ann.type('Lunch?')
  await ben.expect('ann: Lunch\\?')
  ben.type('At noon.')
  await ann.expect('ben: At noon\\.')

  expect([await ann.end(), await ben.end()]).toEqual([0, 0])
})

it('a terminal chats over TLS with a certificate it is told to believe, and says so when it does not', async () => {
  const [cert, key] = [certificateFile('first', 'cert'), certificateFile('first', 'key')]
  await using server = await startServer({ env: { MAGPIE_TLS_CERT: cert, MAGPIE_TLS_KEY: key } })
  await using ann = new Chat(server, '--user', 'ann', '--to', 'ben', '--ca', cert)
  await using ben = new Chat(server, '--user', 'ben', '--to', 'ann', '--ca', cert)
  ann.type('Lunch?')
  await ben.expect('ann: Lunch\\?')
  expect([await ann.end(), await ben.end()]).toEqual([0, 0])

  await using wary = new Chat(server, '--user', 'ann', '--to', 'ben', '--tls')
  expect(await wary.end()).toBe(1)
  expect(wary.printed).toContain('name it with --ca FILE')
})

it('who comes later finds what was written to him, unread and then read', async () => {
  await using server = await startServer()
  await using ann = new Chat(server, '--user', 'ann', '--to', 'ben')
  for (const line of ['one', 'two', 'three']) ann.type(line)
  expect(await ann.end()).toBe(0)

  await using before = new Chat(server, '--user', 'ben')
  expect(await before.end()).toBe(0)
  expect(before.printed).toMatch(/^ {2}ann {2}3 unread {2}\d\d:\d\d ann: three$/mu)
  await using ben = new Chat(server, '--user', 'ben', '--to', 'ann')
  await ben.expect('ann: three')
  expect(await ben.end()).toBe(0)
  expect(ben.printed.match(/ann: \w+/gu)).toEqual(['ann: one', 'ann: two', 'ann: three'])

  await using after = new Chat(server, '--user', 'ben')
  expect(await after.end()).toBe(0)
  expect(after.printed).toMatch(/^ {2}ann {2}\d\d:\d\d ann: three$/mu)
})

it('a script that sends to a stranger is told so and fails', async () => {
  await using server = await startServer()
  await using eve = new Chat(server, '--user', 'eve', '--to', 'ann')
  eve.type('Hello')

  expect(await eve.end()).toBe(1)

  expect(eve.printed).toContain('not sent: Hello (you are not friends)')
})

it('a chat goes on where it was when the server comes back', async () => {
  await using server = await startServer()
  await using ann = new Chat(server, '--user', 'ann', '--to', 'ben')
  ann.type('before')
  await ann.expect('you: before')

  await server.kill()
  ann.type('meanwhile')
  await server.start({ env: { MAGPIE_OMTP_PORT: String(server.port) } })
  await ann.expect('you: meanwhile')

  expect(await ann.end()).toBe(0)
  const ben = await server.signIn('ben')
  expect((await ben.history('ann')).map(({ content }) => content)).toEqual(['before', 'meanwhile'])
})
