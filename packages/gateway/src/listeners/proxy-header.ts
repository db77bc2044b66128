import { isIPv4, isIPv6, SocketAddress } from 'node:net'

/** Of the whole header, also in the version that says its length itself. */
export const longestHeader = { v1: 107, v2: 536 } as const

export interface ProxyHeader {
  readonly length: number
  /** Who connected to the proxy; undefined: the proxy speaks for itself. */
  readonly address: string | undefined
}

/** The PROXY header (version 1 or 2) that `bytes` begin with; undefined: more of it is to come. Throws when there is none. */
export function parseProxyHeader(bytes: Buffer): ProxyHeader | undefined {
  if (startsLike(bytes, signature)) return parseBinary(bytes)
  if (startsLike(bytes, word)) return parseText(bytes)
  throw new Error('no PROXY header')
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const word = Buffer.from('PROXY ')

/** As far as both go. */
function startsLike(bytes: Buffer, beginning: Buffer): boolean {
  const length = Math.min(bytes.length, beginning.length)
  return bytes.subarray(0, length).equals(beginning.subarray(0, length))
}

function parseText(bytes: Buffer): ProxyHeader | undefined {
  const end = bytes.subarray(0, longestHeader.v1).indexOf('\r\n')
  if (end < 0) return bytes.length < longestHeader.v1 ? undefined : fail('a PROXY header that does not end')
  const [, family = '', source = '', destination = '', ...ports] = bytes.toString('latin1', 0, end).split(' ')
  const length = end + 2
  if (family === 'UNKNOWN') return { length, address: undefined }
  const isAddress = family === 'TCP4' ? isIPv4 : family === 'TCP6' ? isIPv6 : () => false
  if (!isAddress(source) || !isAddress(destination) || ports.length !== 2 || !ports.every(isPort)) fail('a PROXY header without addresses')
  return { length, address: source }
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

const fixedBytes = 16
const version2 = 0x20
const commands = { local: 0, proxy: 1 } as const
const families = { unspecified: 0x00, tcp4: 0x11, tcp6: 0x21, unixStream: 0x31 } as const

function parseBinary(bytes: Buffer): ProxyHeader | undefined {
  if (bytes.length < fixedBytes) return undefined
  const command = bytes.readUInt8(12) - version2
  const family = bytes.readUInt8(13)
  const length = fixedBytes + bytes.readUInt16BE(14)
  if (command !== commands.local && command !== commands.proxy) fail('a PROXY header of an unknown version or command')
  if (length > longestHeader.v2) fail('a PROXY header that is too long')
  if (bytes.length < length) return undefined
  return { length, address: command === commands.local ? undefined : sourceOf(family, bytes.subarray(fixedBytes, length)) }
}

/** What stands behind the addresses is not for us. */
function sourceOf(family: number, rest: Buffer): string | undefined {
  if (family === families.unspecified || family === families.unixStream) return undefined
  if (family === families.tcp4 && rest.length >= 12) return rest.subarray(0, 4).join('.')
  if (family === families.tcp6 && rest.length >= 36) return ipv6(rest.toString('hex', 0, 16))
  return fail('a PROXY header without addresses')
}

/** In its shortest form, as sockets show it. */
function ipv6(hex: string): string {
  return new SocketAddress({ address: hex.replace(/(.{4})(?!$)/g, '$1:'), family: 'ipv6' }).address
}

function fail(reason: string): never {
  throw new Error(reason)
}
