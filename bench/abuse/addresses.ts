/** Who comes from which part of 127.0.0.0/8, where every address is this machine and each is another peer to the server. */
export const networks = { honest: 1, newcomers: 2, attackers: 16 } as const

/** Number `number` of a network. */
export function addressOf(network: number, number: number): string {
  const host = number + 1
  return `127.${network + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`
}
