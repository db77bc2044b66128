import { StartError } from '@magpie-im/server'
import { type Command, neededText, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { askRunningServer } from '../running-server.ts'

const verbs = ['on', 'off', 'list'] as const
type Verb = (typeof verbs)[number]

export const trace: Command = {
  name: 'trace',
  about: 'Has the running server log every request of a user, or no longer: its type, outcome, time and sizes, never its contents.',
  usage: 'on|off|list [--user U] [--data DIR]',
  words: 1,
  options: {
    user: { type: 'string', value: 'U', about: 'whose requests (on, off)' },
    ...dataOption,
  },
  async run(values, [word]) {
    const verb = verbs.find((verb) => verb === word)
    if (verb === undefined) throw new StartError(`say what to do: ${verbs.join(', ')}; see ./magpie trace --help`)
    const traced = await askRunningServer(dataOf(values), { command: `trace ${verb}`, arguments: argumentsOf(verb, values) })
    process.stdout.write((traced as string[]).map((user) => `${user}\n`).join('')) // as: what traceCommands answers
    return 0
  },
}

function argumentsOf(verb: Verb, values: Values): Readonly<Record<string, string>> {
  return verb === 'list' ? {} : { user: neededText(values, 'user', 'trace') }
}
