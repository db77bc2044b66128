import { isIP } from 'node:net'
import { parseProxyHeader } from '@magpie-im/gateway'
import { answered, claim, type Decoder } from '../decoder.ts'

const signature = '0d0a0d0a000d0a515549540a'
const binary = (rest: string) => Buffer.from(`${signature}${rest}`, 'hex')
const longest = 536

function check(input: Buffer): string {
  const header = parseProxyHeader(input)
  if (header === undefined) {
    claim(input.length < longest, 'more is waited for than any header has')
    return 'more'
  }
  const { length, address } = header
  claim(length > 0 && length <= input.length && length <= longest, 'a header is longer than its bytes')
  claim(address === undefined || isIP(address) !== 0, 'what is no address was taken for one')
  const before = input[12] === undefined ? 0 : ((input[12] ?? 0) * 7 + (input.at(-1) ?? 0)) % length
  claim(parseProxyHeader(input.subarray(0, before)) === undefined, 'the beginning of a header was taken for one')
  claim(parseProxyHeader(input.subarray(0, length))?.address === address, 'a header means something else with bytes behind it')
  return `${address === undefined ? 'none' : `v${isIP(address)}`} ${length === input.length ? 'alone' : 'followed'}`
}

const refusals = /^(?:no PROXY header|a PROXY header )/

export const proxyHeader: Decoder = {
  name: 'proxy-header',
  seeds: [
    'PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n',
    'PROXY TCP6 2001:db8::1 ::1 1 65535\r\nrest',
    'PROXY UNKNOWN\r\n',
    'PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n',
  ]
    .map((text) => Buffer.from(text))
    .concat([
      binary('20000000'),
      binary('2111000c7f0000010a00000100500051'),
      binary(`21210024${'20010db8'.padEnd(32, '0')}${'01'.padStart(32, '0')}01bb01bc`),
      binary('2111000f7f0000010a00000100500051030000'),
      binary(`213100d8${'2f'.repeat(216)}`),
    ]),
  words: ['PROXY ', 'TCP4 ', 'TCP6 ', 'UNKNOWN', '\r\n', ' ', '::ffff:1.2.3.4', '65536', '0', '\0'].map((text) => Buffer.from(text)),
  longest: 600,
  decode: (input) =>
    answered(
      () => check(input),
      (error) => (error instanceof Error && refusals.test(error.message) ? error.message : undefined),
    ),
}
