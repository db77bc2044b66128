import { type ShownUser, StartError } from '@magpie-im/server'
import { carryOut } from '../carry-out.ts'
import { type Command, textOf, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'

const verbs = ['add', 'list', 'show', 'password', 'disable'] as const
type Verb = (typeof verbs)[number]

export const user: Command = {
  name: 'user',
  about: 'Adds, lists, shows and disables accounts and sets passwords, whether the server runs or not.',
  usage: 'add|list|show|password|disable [--user U] [--name N] [--password P] [--data DIR]',
  words: 1,
  options: {
    user: { type: 'string', value: 'U', about: 'the account (all but list)' },
    name: { type: 'string', value: 'N', about: 'what others are shown (add)' },
    password: { type: 'string', value: 'P', about: 'the password (add, password); an account without one signs in by token only' },
    ...dataOption,
  },
  async run(values, [word]) {
    const verb = verbs.find((verb) => verb === word)
    if (verb === undefined) throw new StartError(`say what to do: ${verbs.join(', ')}; see ./magpie user --help`)
    const result = await carryOut(dataOf(values), { command: `user ${verb}`, arguments: argumentsOf(values), begins: verb === 'add' })
    process.stdout.write(textFor(verb, result, textOf(values, 'user')))
    return 0
  },
}

function argumentsOf(values: Values): Record<string, string> {
  const given = ['user', 'name', 'password'].map((name) => [name, textOf(values, name)] as const)
  return Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function textFor(verb: Verb, result: unknown, user: string | undefined): string {
  if (verb === 'password') return `${user} has a new password\n`
  if (verb === 'disable') return `${user} is disabled\n`
  const users = (verb === 'list' ? result : [result]) as ShownUser[] // as: what userCommands answers
  return users.map(line).join('')
}

function line({ user, number, name, password, disabled, demo }: ShownUser): string {
  const traits = [password ? 'password' : 'token only', ...(disabled ? ['disabled'] : []), ...(demo ? ['demo'] : [])]
  return `${user}\t${number}\t${name}\t${traits.join(', ')}\n`
}
