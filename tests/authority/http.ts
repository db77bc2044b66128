import type { Backend } from '../drivers/http.ts'

export const scopes = ['read', 'write', 'send', 'admin'] as const
export type Scope = (typeof scopes)[number]

type Method = Parameters<Backend['ask']>[0]

/** An operation as the server's own document describes it. */
export interface Described {
  readonly id: string
  readonly method: Method
  /** With names of nobody and nothing for what it takes. */
  readonly path: string
  readonly summary: string | undefined
  readonly scope: Scope
  readonly statuses: readonly number[]
  readonly ofUser: boolean
  /** The user it names may do it with his token. */
  readonly byUser: boolean
  /** The least role of the console that may do it; undefined: the console does not. */
  readonly consoleRole: string | undefined
  /** A body that is well formed; undefined: it takes none. */
  readonly body: object | undefined
  readonly takesBody: boolean
}

const text = { kind: 'text', content: { text: 'x' } }

/** A body for every operation that takes one: what is tried is in order but for who tries it, or with whom. */
export const bodies: Readonly<Record<string, object>> = {
  createUser: { id: 'intruder' },
  updateUser: { disabled: true },
  setPassword: { password: 'mine now' },
  updateProfile: { nick: 'mine now' },
  mintToken: {},
  addFriend: {},
  setRemark: { remark: 'x' },
  setFriendAttribute: { value: 'x' },
  acceptFriendRequest: {},
  createGroup: { owner: 'nobody-there', name: 'x' },
  updateGroup: { name: 'mine now' },
  transferGroup: { to: 'nobody-there' },
  addMembers: { users: ['nobody-there'] },
  changeMember: { role: 'admin' },
  beginUpload: { name: 'x', size: 1 },
  uploadPart: {},
  sendMessage: { from: 'nobody-there', to: 'user:nobody-there', message: text },
  sendToMany: { from: 'nobody-there', to: ['user:nobody-there'], message: text },
  controlMessage: { action: 'revoke' },
  setConversationAttribute: { value: 'x' },
  setReadMark: { stamp: 1 },
  giveNotice: { app: 'shop', to: 'nobody-there', message: text },
  sendCommand: { users: ['nobody-there'], command: 1 },
  putDepartment: { name: 'x' },
  setMute: { until: null },
  blockWords: { words: [{ word: 'x', action: 'refuse' }] },
  changeSetting: { value: 'debug' },
  createKey: { name: 'mine', scopes: ['admin'] },
  grantContents: { reason: 'curious', minutes: 60 },
}

/** For parameters of paths that are no names of users or groups. */
const parameters: Readonly<Record<string, string>> = {
  stamp: '1',
  id: '4294967295',
  type: 'ios',
  right: 'operate',
  conversation: 'user:nobody-there',
  file: '0'.repeat(32),
  emoji: '👍',
}

/** Every operation the server says it has, aimed at nobody unless names are given for parameters of paths. */
export async function operationsOf(backend: Backend, names = parameters): Promise<Described[]> {
  const { paths } = (await (await fetch(`${backend.url}/api/openapi.json`)).json()) as Document // as: what OpenAPI says of itself
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describe({ path, method, names }, operation)),
  )
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApi>>>>
}

interface OpenApi {
  readonly operationId: string
  readonly summary?: string
  readonly 'x-scope': Scope
  readonly 'x-console-role'?: string
  readonly responses: Readonly<Record<string, unknown>>
  readonly requestBody?: object
  readonly security: readonly Readonly<Record<string, unknown>>[]
}

interface Place {
  readonly path: string
  readonly method: string
  readonly names: Readonly<Record<string, string>>
}

function describe({ path, method, names }: Place, operation: OpenApi): Described {
  const { operationId: id, summary, responses, requestBody } = operation
  return {
    id,
    method: method.toUpperCase() as Method, // as: the methods of the document
    path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? parameters[name] ?? 'nobody-there') + (queries[id] ?? ''),
    summary,
    scope: operation['x-scope'],
    statuses: Object.keys(responses).map(Number),
    ofUser: path.includes('{user}') && !path.startsWith('/api/v1/groups'),
    byUser: operation.security.some((one) => 'token' in one),
    consoleRole: operation['x-console-role'],
    body: bodies[id],
    takesBody: requestBody !== undefined,
  }
}

/** What operations cannot be asked without. */
const queries: Readonly<Record<string, string>> = {
  allowWord: '?word=x',
  uploadPart: '?offset=0',
  inspectConversations: '?user=nobody-there',
}
