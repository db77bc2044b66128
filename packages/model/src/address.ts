const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An IPv4 address as such, also where a socket for both families shows it as `::ffff:1.2.3.4`. */
export function plainAddress(address: string): string {
  return mapped.exec(address)?.[1] ?? address
}
