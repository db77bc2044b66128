import { expect } from 'vitest'
import { Backend, type Reply } from './http.ts'
import type { Server } from './process.ts'

export const consoleRights = { viewer: 'view', operator: 'operate', admin: 'administer' } as const
export type ConsoleRole = keyof typeof consoleRights

/** The console as somebody has it open in a browser, without the browser. */
export class ConsolePage extends Backend {
  readonly headers: Readonly<Record<string, string>>

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    super(`${url}/admin`, '')
    this.headers = headers
  }

  override ask(...[method, path, body, headers]: Parameters<Backend['ask']>): Promise<Reply> {
    return super.ask(method, path, body, { ...this.headers, ...headers })
  }

  /** The same page, but for what it sends along. */
  with(headers: Readonly<Record<string, string>>): ConsolePage {
    return new ConsolePage(this.url.replace(/\/admin$/, ''), { ...this.headers, ...headers })
  }
}

/** Makes `user` one who has this role, and signs him in. */
export async function openConsole(server: Server, user: string, role: ConsoleRole): Promise<ConsolePage> {
  const admin = await server.backend('admin')
  await admin.ask('POST', '/api/v1/users', { id: user })
  await admin.do('PUT', `/api/v1/users/${user}/rights/${consoleRights[role]}`)
  const origin = { origin: admin.url }
  const credential = { user, secret: server.token(user) }
  const { status, body, headers } = await new ConsolePage(admin.url, origin).ask('POST', '/api/session', credential)
  expect(status, JSON.stringify(body)).toBe(200)
  const [cookie = ''] = headers.get('set-cookie')?.split(';') ?? []
  return new ConsolePage(admin.url, { ...origin, cookie, 'x-csrf-token': body.session.csrfToken })
}
