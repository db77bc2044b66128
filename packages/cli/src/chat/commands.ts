import { columns } from '../command.ts'

/** What a line that begins with a slash can do. */
export interface ChatActions {
  open(peer: string): Promise<void>
  addFriend(user: string): Promise<void>
  showFriends(): Promise<void>
  showList(): void
  showHelp(): void
}

interface ChatCommand {
  readonly name: string
  readonly value?: string
  readonly about: string
  run(actions: ChatActions, value: string): Promise<void> | void
}

const quit = 'quit'

const commands: readonly ChatCommand[] = [
  { name: 'to', value: 'NAME', about: 'write to NAME from now on', run: (actions, name) => actions.open(name) },
  { name: 'list', about: 'your conversations', run: (actions) => actions.showList() },
  { name: 'friends', about: 'whom you can write to', run: (actions) => actions.showFriends() },
  { name: 'add', value: 'NAME', about: 'make NAME your friend', run: (actions, name) => actions.addFriend(name) },
  { name: 'help', about: 'this list', run: (actions) => actions.showHelp() },
  { name: quit, about: 'leave (so does Ctrl-D)', run: () => undefined },
]

export function commandHelp(): string {
  const rows = commands.map(({ name, value, about }) => [`/${name}${value === undefined ? '' : ` ${value}`}`, about] as const)
  return columns([...rows, ['//TEXT', 'send a line that begins with a slash']])
}

/** What a line is to be: a message, a command, the wish to leave, or a mistake, with what to say about it. */
export type Line =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly run: (actions: ChatActions) => Promise<void> | void }
  | { readonly kind: 'quit' }
  | { readonly kind: 'mistake'; readonly about: string }

export function parseLine(line: string): Line {
  if (!line.startsWith('/')) return { kind: 'message', text: line }
  if (line.startsWith('//')) return { kind: 'message', text: line.slice(1) }
  const [, name = '', value = ''] = /^\/(\S*)\s*(.*?)\s*$/u.exec(line) ?? []
  const command = commands.find((command) => command.name === name)
  if (command === undefined) return { kind: 'mistake', about: `there is no command /${name}; /help lists them` }
  if (command.value !== undefined && value === '') return { kind: 'mistake', about: `/${name} needs a name: /${name} ${command.value}` }
  return name === quit ? { kind: 'quit' } : { kind: 'command', run: (actions) => command.run(actions, value) }
}
