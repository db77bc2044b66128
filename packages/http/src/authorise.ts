import { type ApiKey, type ConsoleRole, ImError, type Scope, type UserId } from '@magpie-im/model'
import type { ManageApiKeys, TokenBuckets, VerifyToken } from '@magpie-im/services'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { countStranger, spend } from './budget.ts'
import { authoriseOperator, isOfConsole } from './console/authorise-operator.ts'
import type { ConsolePorts } from './console/console-ports.ts'

interface AuthorisePorts {
  readonly keys: ManageApiKeys
  readonly tokens: Pick<VerifyToken, 'verify'>
  /** Of each API key, and of each user. */
  readonly budget: TokenBuckets
  readonly userBudget: TokenBuckets
  readonly strangers: TokenBuckets
  readonly console: ConsolePorts
}

interface Access {
  readonly scope: Scope
  /** The user it names may do it too. */
  readonly byUser?: boolean
  /** The least role of the console that may; undefined: none. */
  readonly console?: ConsoleRole
}

/** Who asks, before his body is read: a key that may do this, the user himself where he may, or an operator, within his budget. */
export function authorise(ports: AuthorisePorts, { scope, byUser = false, console }: Access) {
  const asOperator = authoriseOperator(ports, console)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (isOfConsole(request)) {
      asOperator(request, reply)
      return
    }
    const { authorization } = request.headers
    if (byUser && isToken(authorization)) {
      request.user = await userOf(request, ports)
      spend(ports.userBudget, request.user, reply)
      return
    }
    const key = keyOf(request, ports)
    request.apiKey = key
    spend(ports.budget, key.id, reply)
    if (!mayDo(key, scope)) throw new ImError('ScopeMissing', { detail: `it needs ${scope}` })
  }
}

/** Wrong tokens count as requests of strangers do. */
async function userOf(request: FastifyRequest, { tokens, strangers }: Pick<AuthorisePorts, 'tokens' | 'strangers'>): Promise<UserId> {
  const { user = '' } = request.params as { readonly user?: string } // as: the path of such an operation names one
  try {
    return (await tokens.verify(user, bearer(request.headers.authorization))).id
  } catch (error) {
    countStranger(strangers, request)
    throw error
  }
}

function isToken(authorization: string | undefined): boolean {
  return /^bearer +eyJ/i.test(authorization ?? '')
}

/** Whoever has a key is let in whatever others at his address do: that none is guessed its length sees to. */
function keyOf(request: FastifyRequest, { keys, strangers }: Pick<AuthorisePorts, 'keys' | 'strangers'>): ApiKey {
  try {
    return keys.verify(bearer(request.headers.authorization))
  } catch (error) {
    countStranger(strangers, request)
    throw error
  }
}

/** `admin` holds the others. */
function mayDo({ scopes }: ApiKey, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin')
}

function bearer(header: string | undefined): string {
  const [, text] = /^bearer +(\S+)$/i.exec(header ?? '') ?? []
  if (text === undefined) throw new ImError('KeyRefused', { detail: 'send it as Authorization: Bearer' })
  return text
}
