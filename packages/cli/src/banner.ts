import { resolve } from 'node:path'
import { systemClock as clock, demoUsers, keys, type RunningServer } from '@magpie-im/server'
import { columns } from './command.ts'
import { mintToken } from './mint-token.ts'

const demoDays = 30

/** What `serve` says when it is ready. */
export async function banner(server: RunningServer, { demo }: { readonly demo: boolean }): Promise<string> {
  const { omtp, http } = server.doors
  const places = columns([
    ['OMTP', `${omtp.host}:${omtp.port}${server.tls ? ' (TLS)' : ''}`],
    ['HTTP', `${server.tls ? 'https' : 'http'}://${http.host}:${http.port}`],
    ['data', server.data],
  ])
  const ready = `\nMagpie is ready.\n\n${places}\n`
  return demo ? `${ready}${await demoAccounts(server)}` : `${ready}\n`
}

async function demoAccounts(server: RunningServer): Promise<string> {
  const demos = server.users.list().filter((user) => user.demo)
  if (demos.length < demoUsers.length) return '\n'
  const rows = await Promise.all(
    demos.map(async ({ id }) => [id, await mintToken(server.tokens, { user: id, days: demoDays, clock })] as const),
  )
  const [ann, ben] = demoUsers
  const options = chatOptions(server)
  return `
Two demo accounts, friends already, for this machine only; each with a token to sign in:

${columns(rows)}

Try it in two terminals:

  ./magpie chat --user ${ann} --to ${ben}${options}
  ./magpie chat --user ${ben} --to ${ann}${options}

`
}

/** What the chat command would not find by itself. */
function chatOptions({ doors: { omtp }, data, tls }: RunningServer): string {
  const port = omtp.port === keys['omtp.port'].default ? [] : [`--port ${omtp.port}`]
  const folder = resolve(keys.data.default) === data ? [] : [`--data ${data}`]
  return [...port, ...folder, ...(tls ? ['--tls'] : [])].map((option) => ` ${option}`).join('')
}
