const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An IPv4 address as such, also where a socket for both families shows it as `::ffff:1.2.3.4`. */
export function plainAddress(address: string): string {
  return mapped.exec(address)?.[1] ?? address
}

/** Whose address that is, as far as limits go: one host may have a whole /64 of IPv6 addresses, and use another each time. */
export function placeOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`
}
