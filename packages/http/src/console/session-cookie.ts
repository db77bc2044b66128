import type { FastifyRequest } from 'fastify'

const name = 'magpie-console'
/** It is sent with what is below this path and nowhere else; pages of others never have it sent, and no script reads it. */
const attributes = 'Path=/admin; HttpOnly; SameSite=Strict'

/** Empty: there is none. */
export function sessionIdOf({ headers: { cookie = '' } }: FastifyRequest): string {
  const own = cookie.split(/; */).find((pair) => pair.startsWith(`${name}=`))
  return own?.slice(name.length + 1) ?? ''
}

/** Until the browser is closed; `id` empty: it forgets the session at once. A page that came over TLS has it sent over TLS only. */
export function sessionCookie(id: string, { headers: { origin = '' } }: FastifyRequest): string {
  return `${name}=${id}; ${attributes}${origin.startsWith('https:') ? '; Secure' : ''}${id === '' ? '; Max-Age=0' : ''}`
}
