const sizes = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** `1500` is `1.5k`. */
export function formatNumber(value: number): string {
  const [size, letter] = sizes.find(([least]) => Math.abs(value) >= least) ?? [1, '']
  return `${Number((value / size).toPrecision(3))}${letter}`
}

/** `75` seconds are `1:15`, and `3675` are `1:01:15`. */
export function formatTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':')
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/gu, (character) => `&#${character.charCodeAt(0)};`)
}
