import { rights } from '@magpie-im/model'
import { StartError } from '@magpie-im/server'
import { type Command, neededText, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { askRunningServer } from '../running-server.ts'

const verbs = ['grant', 'revoke', 'list'] as const
type Verb = (typeof verbs)[number]

export const right: Command = {
  name: 'right',
  about:
    'Gives a user of the running server a right beyond those of everybody, or takes it away: to give notice, to monitor conversations of others, or to view, operate or administer in the console.',
  usage: `grant|revoke|list --user U [--right ${rights.join('|')}] [--group G] [--data DIR]`,
  words: 1,
  options: {
    user: { type: 'string', value: 'U', about: 'whose right it is' },
    right: { type: 'string', value: 'R', about: `${rights.join(', ')} (grant, revoke)` },
    group: { type: 'string', value: 'G', about: 'only in this group; otherwise everywhere (grant, revoke)' },
    ...dataOption,
  },
  async run(values, [word]) {
    const verb = verbs.find((verb) => verb === word)
    if (verb === undefined) throw new StartError(`say what to do: ${verbs.join(', ')}; see ./magpie right --help`)
    const rights = await askRunningServer(dataOf(values), { command: `right ${verb}`, arguments: argumentsOf(verb, values) })
    process.stdout.write((rights as string[]).map((line) => `${line}\n`).join('')) // as: what rightCommands answers
    return 0
  },
}

function argumentsOf(verb: Verb, values: Values): Readonly<Record<string, string>> {
  const user = neededText(values, 'user', 'right')
  if (verb === 'list') return { user }
  const { group } = values
  return { user, right: neededText(values, 'right', 'right'), ...(typeof group === 'string' && { group }) }
}
