import { resolve } from 'node:path'
import type { UserId } from '@magpie-im/model'
import { systemClock as clock, demoOperator, demoUsers, keys, type RunningServer } from '@magpie-im/server'
import { columns } from './command.ts'
import { mintToken } from './mint-token.ts'

const demoDays = 30

/** What `serve` says when it is ready. */
export async function banner(server: RunningServer, { demo }: { readonly demo: boolean }): Promise<string> {
  const { omtp } = server.doors
  const places = columns([
    ['OMTP', `${omtp.host}:${omtp.port}${server.tls ? ' (TLS)' : ''}`],
    ['HTTP', webAddress(server)],
    ['data', server.data],
  ])
  const ready = `\nMagpie is ready.\n\n${places}\n`
  return demo ? `${ready}${await demoAccounts(server)}` : `${ready}\n`
}

async function demoAccounts(server: RunningServer): Promise<string> {
  const demos = server.users.list().filter((user) => user.demo)
  const link = async (user: UserId, page: string) => {
    const token = await mintToken(server.tokens, { user, days: demoDays, clock })
    // What stands behind the # stays in the browser.
    return `${webAddress(server)}${page}#user=${user}&token=${token}`
  }
  const people = demos.filter(({ id }) => id !== demoOperator)
  if (people.length < demoUsers.length) return '\n'
  const rows = await Promise.all(people.map(async ({ id }) => [id, await link(id, '/')] as const))
  const operators = await Promise.all(
    demos.filter(({ id }) => id === demoOperator).map(async ({ id }) => [id, await link(id, '/admin/')] as const),
  )
  const [ann, ben] = demoUsers
  const options = chatOptions(server)
  return `
Two demo accounts, friends already, for this machine only. Open both links, side by side, and chat:

${columns(rows)}

Or in two terminals:

  ./magpie chat --user ${ann} --to ${ben}${options}
  ./magpie chat --user ${ben} --to ${ann}${options}

The console, for an operator:

${columns(operators)}

`
}

function webAddress({ tls, doors: { http } }: RunningServer): string {
  return `${tls ? 'https' : 'http'}://${http.host}:${http.port}`
}

/** What the chat command would not find by itself. */
function chatOptions({ doors: { omtp }, data, tls }: RunningServer): string {
  const port = omtp.port === keys['omtp.port'].default ? [] : [`--port ${omtp.port}`]
  const folder = resolve(keys.data.default) === data ? [] : [`--data ${data}`]
  return [...port, ...folder, ...(tls ? ['--tls'] : [])].map((option) => ` ${option}`).join('')
}
