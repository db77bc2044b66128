/** Why the server refused: what it says is for people. */
export class Refusal extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

interface RefusalBody {
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly details?: { readonly fields?: readonly { readonly field: string; readonly problem: string }[] }
  }
}

/** Shown with every change: pages of others cannot know it. */
let csrfToken = ''
let onEnd: () => void = () => undefined

export function begin(token: string, ended: () => void): void {
  csrfToken = token
  onEnd = ended
}

/** Asks the server as the operator who is signed in. */
export async function ask<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/admin${path}`, {
    method,
    headers: {
      ...(method !== 'GET' && { 'x-csrf-token': csrfToken }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal('Unreachable', 'the server cannot be reached')
  })
  const text = await response.text()
  const answer = text === '' ? undefined : JSON.parse(text)
  if (response.ok) return answer
  const refusal = refusalOf(answer ?? {}, response.status)
  if (refusal.code === 'SessionRefused' && csrfToken !== '') onEnd()
  throw refusal
}

export function get<T>(path: string): Promise<T> {
  return ask<T>('GET', path)
}

function refusalOf({ error }: RefusalBody, status: number): Refusal {
  if (error === undefined) return new Refusal('Internal', `the server answered ${status}`)
  const fields = error.details?.fields?.map(({ field, problem }) => `${field}: ${problem}`) ?? []
  return new Refusal(error.code, [error.message, ...fields].join('; '))
}
