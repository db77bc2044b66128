import fc from 'fast-check'
import { expect, it } from 'vitest'
import { longestHeader, parseProxyHeader } from './proxy-header.ts'

const behind = Buffer.from([0, 0, 0, 42, 13, 10])
const text = (line: string) => Buffer.from(`${line}\r\n`)
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const signature = '0d0a0d0a 000d0a51 5549540a'

const right: readonly (readonly [string, Buffer, string | undefined])[] = [
  ['TCP4', text('PROXY TCP4 203.0.113.7 192.0.2.1 51234 7100'), '203.0.113.7'],
  ['TCP6', text('PROXY TCP6 2001:db8::7 2001:db8::1 51234 7100'), '2001:db8::7'],
  ['the shortest unknown', text('PROXY UNKNOWN'), undefined],
  ['an unknown with addresses', text('PROXY UNKNOWN ffff::1 ffff::2 65535 65535'), undefined],
  ['version 2 over IPv4', hex(`${signature} 21 11 000c cb007107 c0000201 c822 1bbc`), '203.0.113.7'],
  ['version 2 over IPv6', hex(`${signature} 21 21 0024 20010db8${'00'.repeat(11)}07 ${'00'.repeat(16)} c822 1bbc`), '2001:db8::7'],
  ['version 2 with more behind the addresses', hex(`${signature} 21 11 0010 cb007107 c0000201 c822 1bbc 03000100`), '203.0.113.7'],
  ['version 2 of the proxy itself', hex(`${signature} 20 00 0000`), undefined],
  ['version 2 without a family', hex(`${signature} 21 00 0000`), undefined],
  ['version 2 as long as it may be', hex(`${signature} 21 11 0208 cb007107 c0000201 c822 1bbc ${'00'.repeat(508)}`), '203.0.113.7'],
]

it.for(right)('%s: the header is read, however it is cut, and nothing behind it', ([, header, address]) => {
  const bytes = Buffer.concat([header, behind])
  for (let end = 0; end < header.length; end++) expect(parseProxyHeader(bytes.subarray(0, end))).toBeUndefined()
  expect(parseProxyHeader(bytes)).toEqual(expect.objectContaining({ length: header.length, address }))
})

it.for([
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\n')],
  ['OMTP', hex('0000002a 0a')],
  ['a family that does not exist', text('PROXY TCP5 203.0.113.7 192.0.2.1 1 2')],
  ['an address of the other family', text('PROXY TCP4 2001:db8::7 192.0.2.1 1 2')],
  ['no address', text('PROXY TCP4 somewhere 192.0.2.1 1 2')],
  ['no port', text('PROXY TCP4 203.0.113.7 192.0.2.1 1')],
  ['a port that is none', text('PROXY TCP4 203.0.113.7 192.0.2.1 1 65536')],
  ['something behind the ports', text('PROXY TCP4 203.0.113.7 192.0.2.1 1 2 3')],
  ['two spaces', text('PROXY TCP4  203.0.113.7 192.0.2.1 1 2')],
  ['a line without end', Buffer.from(`PROXY UNKNOWN ${' '.repeat(longestHeader.v1)}`)],
  ['version 3', hex(`${signature} 31 11 000c cb007107 c0000201 c822 1bbc`)],
  ['a command that does not exist', hex(`${signature} 22 11 000c cb007107 c0000201 c822 1bbc`)],
  ['datagrams', hex(`${signature} 21 12 000c cb007107 c0000201 c822 1bbc`)],
  ['addresses that are cut', hex(`${signature} 21 11 000b cb007107 c0000201 c822 1b`)],
  ['a version 2 that is too long', hex(`${signature} 21 11 0209`)],
] as const)('%s is no PROXY header', ([, bytes]) => {
  expect(() => parseProxyHeader(bytes)).toThrow('PROXY header')
})

it('never waits for more than the longest header, whatever comes', () => {
  const beginnings = fc.constantFrom(
    '',
    'PROXY ',
    'PROXY TCP4 ',
    hex(signature).toString('latin1'),
    hex(`${signature}21`).toString('latin1'),
  )
  fc.assert(
    fc.property(beginnings, fc.uint8Array({ maxLength: 600 }), (beginning, rest) => {
      const bytes = Buffer.concat([Buffer.from(beginning, 'latin1'), rest])
      try {
        const header = parseProxyHeader(bytes)
        if (header === undefined) expect(bytes.length).toBeLessThan(beginning.startsWith('P') ? longestHeader.v1 : longestHeader.v2)
        else expect(header.length).toBeLessThanOrEqual(Math.min(bytes.length, longestHeader.v2))
      } catch (error) {
        expect(String(error)).toContain('PROXY header')
      }
    }),
  )
})
