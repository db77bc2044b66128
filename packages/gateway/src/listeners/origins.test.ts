import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { originCheck } from './origins.ts'

it.each([
  ['no origin', undefined, [], true],
  ['the page of this server', 'http://chat.example:7180', [], true],
  ['its page behind TLS that somebody else adds', 'https://chat.example:7180', [], true],
  ['another port', 'http://chat.example', [], false],
  ['another host', 'https://evil.example', [], false],
  ['a host that only begins like it', 'http://chat.example.evil.example:7180', [], false],
  ['a page without origin, such as a file', 'null', [], false],
  ['nonsense', '//', [], false],
  ['an origin that is allowed', 'https://shop.example', ['https://shop.example'], true],
  ['the same over another scheme', 'http://shop.example', ['https://shop.example'], false],
  ['anything where all are allowed', 'null', ['*'], true],
] as const)('%s connects: %s with %j: %s', (_, origin, allowed, expected) => {
  expect(originCheck(allowed)(asked(origin, 'chat.example:7180'))).toBe(expected)
})

it('a port that goes without saying makes no other origin', () => {
  expect(originCheck([])(asked('https://chat.example', 'chat.example:443'))).toBe(true)
  expect(originCheck([])(asked('https://chat.example', 'chat.example:80'))).toBe(false)
})

function asked(origin: string | undefined, host: string): IncomingMessage {
  return { headers: { host, ...(origin !== undefined && { origin }) } } as IncomingMessage // as: nothing else of it is looked at
}
