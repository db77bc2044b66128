import { type ConsoleRole, ImError } from '@magpie-im/model'
import { type ConsoleSession, isAtLeast, isSecret, type TokenBuckets } from '@magpie-im/services'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { countStranger, spend } from '../budget.ts'
import type { ConsolePorts } from './console-ports.ts'
import { sessionIdOf } from './session-cookie.ts'

interface AuthoriseOperatorPorts {
  readonly console: ConsolePorts
  readonly userBudget: TokenBuckets
  readonly strangers: TokenBuckets
}

const above = '/admin'
const ofOperations = `${above}/api/v1/`

/** The console asks for operations below its own path, where its cookie is sent: here they are told apart from those of backends. */
export function pathFor(url: string): string {
  return url.startsWith(ofOperations) ? url.slice(above.length) : url
}

export function isOfConsole({ originalUrl }: FastifyRequest): boolean {
  return originalUrl.startsWith(ofOperations)
}

/** Who asks with a session of the console: whether he may, by his role, and whether it is really his page that asks. */
export function authoriseOperator(ports: AuthoriseOperatorPorts, needed: ConsoleRole | undefined) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const session = sessionOf(request, ports)
    request.operator = session
    spend(ports.userBudget, `operator:${session.user}`, reply)
    if (needed === undefined) throw new ImError('RightMissing', { detail: 'the console does not do this' })
    if (!isAtLeast(session.role, needed)) throw new ImError('RightMissing', { detail: `it needs the role ${needed}` })
    if (isReading(request)) return
    checkOwnPage(request, ports.console)
    if (!isSecret(session, headerOf(request))) throw new ImError('SessionRefused', { detail: 'X-Csrf-Token is missing or wrong' })
    const { user } = request.params as { readonly user?: string } // as: what is changed about a user has him in its path
    if (user !== undefined) ports.console.sessions.checkMayChange(session.role, user)
  }
}

/** Throws `SessionRefused` for pages of others, and for who is no browser. */
export function checkOwnPage({ raw, headers }: FastifyRequest, { isOwnPage }: Pick<ConsolePorts, 'isOwnPage'>): void {
  if (headers.origin === undefined || !isOwnPage(raw)) throw new ImError('SessionRefused', { detail: 'from its own page' })
}

/** Wrong ones count as requests of strangers do. */
function sessionOf(request: FastifyRequest, { console: { sessions }, strangers }: AuthoriseOperatorPorts): ConsoleSession {
  try {
    return sessions.find(sessionIdOf(request))
  } catch (error) {
    countStranger(strangers, request)
    throw error
  }
}

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

function headerOf({ headers: { 'x-csrf-token': text = '' } }: FastifyRequest): string {
  return typeof text === 'string' ? text : ''
}
