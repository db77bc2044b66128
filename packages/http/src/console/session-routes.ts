import { ImError } from '@magpie-im/model'
import { type ConsoleSession, isSecret } from '@magpie-im/services'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { countStranger } from '../budget.ts'
import type { HttpPorts } from '../ports.ts'
import { checkOwnPage } from './authorise-operator.ts'
import { sessionCookie, sessionIdOf } from './session-cookie.ts'

const path = '/admin/api/session'
const hide = true
const credential = z.strictObject({
  user: z.string().min(1).max(64),
  /** His password, or a token. */
  secret: z.string().min(1).max(8192),
})

/** Signing in to the console and out of it. */
export function sessionRoutes<D>(app: FastifyInstance, { console: { sessions, isOwnPage }, strangers }: HttpPorts<D>): void {
  const onRequest = async (request: FastifyRequest) => {
    countStranger(strangers, request)
    if (request.method !== 'GET') checkOwnPage(request, { isOwnPage })
  }
  app.post(path, { schema: { hide, body: credential }, onRequest }, async (request, reply) => {
    const { user, secret } = request.body as z.output<typeof credential> // as: it was validated
    const { address, headers, id: trace } = request
    const device = { id: 'console', type: 'web', name: headers['user-agent'] ?? '', appVersion: '' } as const
    const opened = await sessions.signIn({ user, secret, device, address, trace, door: 'console' })
    reply.header('set-cookie', sessionCookie(opened.id, request))
    return { session: show(opened) }
  })
  // Who is not signed in is nothing unusual, so it is no refusal.
  app.get(path, { schema: { hide }, onRequest }, (request) => ({ session: find(request) }))
  app.delete(path, { schema: { hide }, onRequest }, (request, reply) => {
    const { 'x-csrf-token': given = '' } = request.headers
    const id = sessionIdOf(request)
    if (!isSecret(sessions.find(id), String(given))) throw new ImError('SessionRefused', { detail: 'X-Csrf-Token is missing or wrong' })
    sessions.end(id)
    return reply.header('set-cookie', sessionCookie('', request)).code(204).send()
  })

  function find(request: FastifyRequest) {
    try {
      return show(sessions.find(sessionIdOf(request)))
    } catch {
      return null
    }
  }
}

function show({ user, role, secret }: ConsoleSession) {
  return { user, role, csrfToken: secret }
}
