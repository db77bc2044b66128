import { expect, it } from 'vitest'
import { type ChatActions, commandHelp, parseLine } from './commands.ts'

function called(line: string): string[] {
  const calls: string[] = []
  const actions: ChatActions = {
    open: async (peer) => void calls.push(`open ${peer}`),
    addFriend: async (user) => void calls.push(`add ${user}`),
    showFriends: async () => void calls.push('friends'),
    showList: () => void calls.push('list'),
    showHelp: () => void calls.push('help'),
  }
  const parsed = parseLine(line)
  if (parsed.kind === 'command') void parsed.run(actions)
  return calls
}

it('a line is a message', () => {
  expect(parseLine(' hello /to ben')).toEqual({ kind: 'message', text: ' hello /to ben' })
})

it('two slashes begin a message with one', () => {
  expect(parseLine('//etc is a folder')).toEqual({ kind: 'message', text: '/etc is a folder' })
})

it('every command does what the help says', () => {
  const lines = ['/to ben', '/add  cleo ', '/friends', '/list', '/help']

  expect(lines.flatMap(called)).toEqual(['open ben', 'add cleo', 'friends', 'list', 'help'])
  expect(parseLine('/quit')).toEqual({ kind: 'quit' })
  for (const line of [...lines, '/quit']) expect(commandHelp()).toContain(line.split(' ')[0])
})

it('a mistake is explained', () => {
  expect(parseLine('/fly')).toEqual({ kind: 'mistake', about: 'there is no command /fly; /help lists them' })
  expect(parseLine('/to ')).toEqual({ kind: 'mistake', about: '/to needs a name: /to NAME' })
})
