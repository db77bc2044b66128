import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseUserId, type UserId } from '@magpie-im/model'
import { systemClock as clock, readSecrets, StartError } from '@magpie-im/server'
import { Tokens } from '@magpie-im/services'
import { type Command, textOf, type Values } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { mintToken } from '../mint-token.ts'

const usualDays = 30
const mostUsers = 10_000_000

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

/** Numbers keep the width of the first: `u01..u10` begins with `u01`. */
function usersOf(range: string): Iterable<UserId> {
  const match = /^(.*?)(\d+)\.\.\1(\d+)$/.exec(range)
  const [, prefix = '', first = '0', last = '-1'] = match ?? []
  const count = Number(last) - Number(first) + 1
  if (match === null || count < 1) throw new StartError('--users must be a range such as u0..u99')
  if (count > mostUsers) throw new StartError(`--users must not name more than ${mostUsers} users`)
  return numbered(prefix, { first: Number(first), count, width: first.length })
}

function* numbered(prefix: string, { first, count, width }: { first: number; count: number; width: number }): Iterable<UserId> {
  for (let number = first; number < first + count; number++) yield parseUserId(`${prefix}${String(number).padStart(width, '0')}`)
}

async function writeAll(
  users: Iterable<UserId>,
  { file, mint }: { file: string | undefined; mint: (user: UserId) => Promise<string> },
): Promise<number> {
  if (file === undefined) throw new StartError('--users needs --out FILE')
  let written = 0
  async function* lines() {
    for (const user of users) {
      yield `${user}\t${await mint(user)}\n`
      written++
    }
  }
  const out = createWriteStream(file, { mode: 0o600 })
  await pipeline(lines, out).catch((error: NodeJS.ErrnoException) => {
    throw error.code === undefined ? error : new StartError(`cannot write ${file}: ${error.message}`)
  })
  process.stderr.write(`wrote ${written} tokens to ${file}\n`)
  return 0
}
