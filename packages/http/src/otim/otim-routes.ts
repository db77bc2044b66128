import type { ErrorName, Scope } from '@magpie-im/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorise } from '../authorise.ts'
import type { HttpPorts } from '../ports.ts'
import { refused } from '../refusal.ts'
import type { Body } from './fields.ts'
import { addFriend, friendsOf, removeFriend } from './friend.ts'
import { sendSimple, sendSync } from './msg.ts'
import type { OtimPorts } from './otim-ports.ts'

interface Otim {
  readonly path: string
  readonly scope: Scope
  /** Of the audit log; undefined: it only reads. */
  readonly action?: string
  readonly handle: (body: Body, ports: OtimPorts) => Promise<object | undefined>
}

const paths: readonly Otim[] = [
  { path: '/friend/add', scope: 'write', action: 'addFriend', handle: addFriend },
  { path: '/friend/del', scope: 'write', action: 'removeFriend', handle: removeFriend },
  { path: '/friend/get', scope: 'read', handle: friendsOf },
  { path: '/msg/sendsimplemsg', scope: 'send', action: 'giveNotice', handle: sendSimple },
  { path: '/msg/sendsyncmsg', scope: 'send', action: 'sendCommand', handle: sendSync },
]

interface OtimAnswer {
  readonly code: number
  readonly success: boolean
  readonly message: string
}

/** OTIM's own paths, with its JSON, for backends that know them: HTTP 200 and a code, but 401, 403 and 429 for what the API key is refused. */
export async function otimRoutes<D extends OtimPorts>(app: FastifyInstance, ports: HttpPorts<D>): Promise<void> {
  await app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers()
    // Its clients name all kinds of content types.
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body))
    for (const one of paths) {
      scope.post(one.path, { schema: { hide: true }, onRequest: authorise(ports, one) }, (request) => answer(one, request, ports))
    }
    done()
  })
}

async function answer<D extends OtimPorts>({ action, handle }: Otim, request: FastifyRequest, ports: HttpPorts<D>): Promise<OtimAnswer> {
  const body = parse(request.body)
  if (typeof body === 'string') {
    request.refusedAs = 'BadRequest'
    return { code: ports.useCases.otimCodes.BadRequest, success: false, message: body }
  }
  try {
    const more = await handle(body, ports.useCases)
    const detail = `from ${request.address}`
    const subject = ['userId', 'from', 'appId', 'friendId', 'to'].map((name) => body[name]).filter((value) => typeof value === 'string')
    if (action !== undefined) await ports.audit.keep({ actor: `key:${request.apiKey?.id}`, action, subject: subject.join(' '), detail })
    return { code: 0, success: true, message: 'success', ...more }
  } catch (error) {
    const logBug = () => ports.log.error('http request failed', { trace: request.id, error })
    const { code, message } = refused(error as Error, logBug).body.error // as: nothing else is thrown
    const name = code as ErrorName // as: the codes of refusals are names of errors
    request.refusedAs = name
    return { code: ports.useCases.otimCodes[name], success: false, message }
  }
}

/** What was sent, or why it is refused. */
function parse(text: unknown): Body | string {
  if (typeof text !== 'string' || text === '') return 'param is empty!'
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  } catch {
    // It is refused below.
  }
  return 'the body is not a JSON object'
}
