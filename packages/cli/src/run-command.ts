import { ImError } from '@magpie-im/model'
import { StartError } from '@magpie-im/server'
import { type Command, columns, helpOf, parseOptions } from './command.ts'
import { commands } from './commands/index.ts'

/** Resolves to the exit code; what the user can do something about becomes one sentence. */
export async function runCommandLine([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(overview())
  const command = commands.find((command) => command.name === name)
  try {
    if (command === undefined) throw new StartError(`there is no command ${name}; ./magpie --help lists them`)
    return await runCommand(command, rest)
  } catch (error) {
    if (!(error instanceof StartError || error instanceof ImError)) throw error
    process.stderr.write(`magpie: ${error.message}\n`)
    return 1
  }
}

function runCommand(command: Command, args: readonly string[]): Promise<number> | number {
  const { values, words } = parseOptions(command, args)
  if (values['help'] === true) return print(helpOf(command))
  const surplus = words[command.words ?? 0]
  if (surplus !== undefined)
    throw new StartError(`${command.name} does not know what to do with ${surplus}; see ./magpie ${command.name} --help`)
  return command.run(values, words)
}

function overview(): string {
  const list = columns(commands.map(({ name, about }) => [name, about]))
  return `Magpie, an instant-messaging server.\n\nusage: ./magpie COMMAND [options]\n\n${list}\n\n./magpie COMMAND --help says more.\n`
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}
