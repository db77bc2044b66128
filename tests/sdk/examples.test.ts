import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { secretOf } from '../drivers/token.ts'

const folder = fileURLToPath(new URL('../../packages/sdk/examples/', import.meta.url))
const source = new URL('../../packages/sdk/src/', import.meta.url)
const examples = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'people.ts')
const textOf = (name: string) => readFileSync(folder + name, 'utf8')

const server = shareServer()

/** What it prints, with people who are its own called Ann and Ben. */
async function run(name: string): Promise<string> {
  const suffix = `-${name.slice(0, -'.ts'.length)}`
  const people = ['ann', 'ben'].flatMap((user) => [user + suffix, server().token(user + suffix)])
  const secret = secretOf(server().data).toString('base64url')
  const url = `ws://127.0.0.1:${server().httpPort}/ws`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    folder + name,
    url,
    ...people,
    secret,
    `omtp://127.0.0.1:${server().port}`,
  ])
  return stdout.replaceAll(suffix, '')
}

/** The comment at its end. */
function expectedOf(name: string): string {
  const lines = textOf(name).trimEnd().split('\n')
  const last = lines.findLastIndex((line) => !line.startsWith('//'))
  return lines
    .slice(last + 1)
    .map((line) => `${line.slice('// '.length)}\n`)
    .join('')
}

it.each(examples)('the example %s prints what it says', { timeout: 60_000 }, async (name) => {
  const printed = await run(name)
  expect(printed.replace(/ +$/gmu, '')).toBe(expectedOf(name))
  expect(printed).not.toBe('')
})

/** What a page runs is run in one, by the test of the package. */
const text = [...examples, 'people.ts', 'browser/store.ts'].map(textOf).join('\n')
const sourceOf = (path: string) => readFileSync(new URL(path, source), 'utf8')
/** Name and file of everything that is exported. */
const exported = ['', 'node/', 'browser/'].flatMap((door) =>
  [...sourceOf(`${door}index.ts`).matchAll(/\{([^}]*)\} from '\.\/([^']*)'/gu)].flatMap(([, list = '', file = '']) =>
    list.split(',').map((name) => ({ name: name.replace('type ', '').trim(), file: door + file })),
  ),
)

it('there is an example for everything that is exported', () => {
  expect(exported.length).toBeGreaterThan(40)
  expect(exported.filter(({ name }) => !new RegExp(`\\b${name}\\b`, 'u').test(text))).toEqual([])
})

/** Of an exported class or interface, and of what a class extends. */
function membersOf(name: string, file: string): string[] {
  const code = sourceOf(file)
  const [, parent, body = ''] =
    new RegExp(`^export (?:abstract )?(?:class|interface) ${name}\\b(?: extends (\\w+))?.*\\{$([^]*?)^\\}$`, 'mu').exec(code) ?? []
  const origin = parent === undefined ? undefined : new RegExp(`\\{[^}]*\\b${parent}\\b[^}]*\\} from '\\./([^']*)'`, 'u').exec(code)?.[1]
  const inherited = parent === undefined || origin === undefined ? [] : membersOf(parent, origin)
  const own = [...body.matchAll(/^ {2}(?:abstract |override |async |get |readonly )*([a-z]\w*)(\??[:(<]| =)/gmu)]
  return [...inherited, ...own.map(([, member = '', sign = '']) => (/[(<]/u.test(sign) ? `${member}(` : member))].filter(
    (member) => member !== 'constructor(',
  )
}

/** An `AbortSignal` has them; an outgoing message is told by the client alone. */
const notForPrograms = ['addEventListener(', 'removeEventListener(', 'became(']

it('there is an example for everything that can be done with what is exported, and for every field', () => {
  const members = new Set(exported.flatMap(({ name, file }) => membersOf(name, file)))
  const isShown = (member: string) => new RegExp(member.endsWith('(') ? `\\b${member.slice(0, -1)}[(:]` : `\\b${member}\\b`, 'u').test(text)
  expect([...members]).toEqual(expect.arrayContaining(['react(', 'loadOlder(', 'conversationList(', 'setAway(', 'users', 'isComplete']))
  expect([...members].filter((member) => !isShown(member) && !notForPrograms.includes(member))).toEqual([])
})

it('the guide tells of every call and every event', () => {
  const guide = readFileSync(new URL('../../docs/sdk.md', import.meta.url), 'utf8')
  const events = sourceOf('../../wire/src/json/events.ts').matchAll(/^ {2}(\w+): event\(/gmu)
  const told = [...events].map(([, name = '']) => name).filter((name) => name !== 'closed')
  expect(told.length).toBeGreaterThan(15)
  const calls = membersOf('Client', 'client.ts').map((member) => member.replace('(', ''))
  expect([...told, ...calls].filter((name) => !new RegExp(`\\b${name}\\b`, 'u').test(guide))).toEqual([])
})
