import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseUserId, type UserId } from '@magpie-im/model'
import { systemClock as clock, readSecrets, StartError } from '@magpie-im/server'
import { Tokens } from '@magpie-im/services'
import { type Command, textOf, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { mintToken } from '../mint-token.ts'

const usualDays = 30

export const token: Command = {
  name: 'token',
  about: 'Prints a signed token with which a user can sign in.',
  usage: '--user U | --users u0..u99 --out FILE  [--days N] [--data DIR]',
  options: {
    user: { type: 'string', value: 'U', about: 'whose token; it stands alone on the last line' },
    users: { type: 'string', value: 'FIRST..LAST', about: 'tokens for a range of users, such as u0..u9999' },
    out: { type: 'string', value: 'FILE', about: 'where to write those: a line each, user, tab, token' },
    days: { type: 'string', value: 'N', about: `how long it is valid (default ${usualDays})` },
    ...dataOption,
  },
  async run(values) {
    const tokens = new Tokens(readSecrets(dataOf(values)).tokenSecret)
    const days = daysOf(values)
    const range = textOf(values, 'users')
    if (range !== undefined)
      return writeAll(usersOf(range), { file: textOf(values, 'out'), mint: (user) => mintToken(tokens, { user, days, clock }) })
    const user = textOf(values, 'user')
    if (user === undefined) throw new StartError('--user or --users is needed; see ./magpie token --help')
    process.stdout.write(`${await mintToken(tokens, { user: parseUserId(user), days, clock })}\n`)
    return 0
  },
}

function daysOf(values: Values): number {
  const days = Number(textOf(values, 'days') ?? usualDays)
  if (!(days > 0)) throw new StartError('--days must be a number above 0')
  return days
}

function usersOf(range: string): UserId[] {
  const match = /^(.*?)(\d+)\.\.\1(\d+)$/.exec(range)
  const [, prefix = '', first = '0', last = '-1'] = match ?? []
  if (match === null || Number(last) < Number(first)) throw new StartError('--users must be a range such as u0..u99')
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => parseUserId(`${prefix}${Number(first) + index}`))
}

async function writeAll(
  users: readonly UserId[],
  { file, mint }: { file: string | undefined; mint: (user: UserId) => Promise<string> },
): Promise<number> {
  if (file === undefined) throw new StartError('--users needs --out FILE')
  const out = createWriteStream(file, { mode: 0o600 })
  for (const user of users) {
    if (!out.write(`${user}\t${await mint(user)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  process.stderr.write(`wrote ${users.length} tokens to ${file}\n`)
  return 0
}
