import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface TokenOptions {
  readonly expiresInSeconds?: number
  readonly secret?: Buffer
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as a product's own backend would sign it with the server's secret. */
export function mintToken(user: string, data: string, { expiresInSeconds = 3600, secret = secretOf(data) }: TokenOptions = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: Math.min(now, now + expiresInSeconds - 1), exp: now + expiresInSeconds })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

export function secretOf(data: string): Buffer {
  const { tokenSecret } = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'))
  return Buffer.from(tokenSecret, 'base64url')
}
