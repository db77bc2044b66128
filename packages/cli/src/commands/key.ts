import { type ShownKey, StartError } from '@magpie-im/server'
import { carryOut } from '../carry-out.ts'
import { type Command, neededText, textOf, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'

const verbs = ['add', 'list', 'revoke'] as const
type Verb = (typeof verbs)[number]

export const key: Command = {
  name: 'key',
  about: 'Makes, lists and revokes API keys, with which a backend uses the HTTP API, whether the server runs or not.',
  usage: 'add|list|revoke [--name N] [--scopes S,…] [--days D] [--id ID] [--data DIR]',
  words: 1,
  options: {
    name: { type: 'string', value: 'N', about: 'what it is for (add)' },
    scopes: { type: 'string', value: 'S,…', about: 'what it may do: read, write, send, or admin, which holds the others (add)' },
    days: { type: 'string', value: 'D', about: 'after how many days it expires; by default it does not (add)' },
    id: { type: 'string', value: 'ID', about: 'the key, as list names it (revoke)' },
    ...dataOption,
  },
  async run(values, [word]) {
    const verb = verbs.find((verb) => verb === word)
    if (verb === undefined) throw new StartError(`say what to do: ${verbs.join(', ')}; see ./magpie key --help`)
    const work = { command: `key ${verb}`, arguments: argumentsOf(values, verb), begins: verb === 'add' }
    process.stdout.write(textFor(verb, await carryOut(dataOf(values), work)))
    return 0
  },
}

function argumentsOf(values: Values, verb: Verb): Record<string, string> {
  if (verb === 'list') return {}
  if (verb === 'revoke') return { id: neededText(values, 'id', 'key') }
  const days = textOf(values, 'days')
  if (days !== undefined && !(Number(days) > 0)) throw new StartError('--days must be a number above 0')
  return { name: neededText(values, 'name', 'key'), scopes: neededText(values, 'scopes', 'key'), ...(days !== undefined && { days }) }
}

/** The key itself stands alone on the last line. */
function textFor(verb: Verb, result: unknown): string {
  if (verb === 'revoke') return 'the key is refused from now on\n'
  if (verb === 'list') return (result as ShownKey[]).map(line).join('') // as: what keyCommands answers
  const made = result as ShownKey // as: the same
  return `${line(made)}Keep it well, it is not shown again:\n${made.text}\n`
}

function line({ id, name, scopes, expiresAt }: ShownKey): string {
  const end = expiresAt === 0 ? 'does not expire' : `until ${new Date(expiresAt).toISOString()}`
  return `${id}\t${name}\t${scopes.join(',')}\t${end}\n`
}
