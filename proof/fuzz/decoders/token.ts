import { createHmac } from 'node:crypto'
import { ImError, parseUserId } from '@magpie-im/model'
import { Tokens } from '@magpie-im/services'
import { claim, type Decoder, type Outcome, refused } from '../decoder.ts'

const secret = Buffer.alloc(48, 3)
const tokens = new Tokens(secret)
const now = Date.UTC(2026, 10, 21)
const ann = parseUserId('ann')

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const signature = (signed: string) => createHmac('sha256', secret).update(signed).digest('base64url')

function signed(claims: unknown, header: unknown = { alg: 'HS256' }): string {
  const both = `${part(header)}.${part(claims)}`
  return `${both}.${signature(both)}`
}

const seconds = now / 1000
const good = [
  signed({ sub: 'ann', exp: seconds + 60 }),
  signed({ sub: 'ann', exp: seconds + 60, iat: seconds, nbf: seconds - 1, jti: 'one' }, { alg: 'HS256', typ: 'JWT' }),
]

/** A signature that is right, of whatever is in front of it: claims are only looked at behind it. */
function resign(input: Buffer): void {
  const text = input.toString('latin1')
  const end = text.lastIndexOf('.')
  if (end > 0) input.write(signature(text.slice(0, end)), end + 1, 'latin1')
}

async function verify(input: Buffer): Promise<Outcome> {
  const text = input.toString()
  try {
    await tokens.verify(text, ann, now)
  } catch (error) {
    return refused(error, (thrown) => wayOf(thrown))
  }
  const [header = '', payload = '', given = ''] = text.split('.')
  const right = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
  claim(Buffer.from(given, 'base64url').equals(right), 'a token that nobody signed is good')
  const { sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  claim(sub === 'ann' && exp > seconds, 'a token of somebody else, or of the past, is good')
  return { taken: true, way: 'good' }
}

function wayOf(error: unknown): string | undefined {
  if (!(error instanceof ImError) || error.name !== 'WrongCredentials') return undefined
  const { cause } = error
  return cause instanceof Error ? `${'code' in cause ? cause.code : ''} ${cause.message.slice(0, 60)}` : 'not his'
}

/** What is given for a password and looks like a token. */
export const token: Decoder = {
  name: 'token',
  seeds: good.map((text) => Buffer.from(text)),
  words: [
    '.',
    '..',
    'eyJhbGciOiJub25lIn0',
    part({ alg: 'HS256', crit: ['exp'] }),
    part({ sub: 'ann' }),
    part({ sub: 'ann', exp: 'never' }),
    part('null'),
    part('[]'),
  ].map((text) => Buffer.from(text)),
  longest: 1_024,
  mend: resign,
  decode: verify,
}
