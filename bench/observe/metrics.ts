/** What a server says of itself at one moment: each of its figures by its name, labels included (`magpie_sign_ins_total{door="omtp",result="ok"}`). */
export type Metrics = ReadonlyMap<string, number>

/** Asks `/metrics`; who is on the server's machine needs no key. Leaves no connection behind that would count among its sockets. */
export async function scrape(httpPort: number): Promise<Metrics> {
  const response = await fetch(`http://127.0.0.1:${httpPort}/metrics`, { headers: { connection: 'close' } })
  const text = await response.text()
  if (!response.ok) throw new Error(`/metrics: ${response.status} ${text}`)
  return parseMetrics(text)
}

export function parseMetrics(text: string): Metrics {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

/** The sum of a family over all its labels; 0 when there is none yet. */
export function sumOf(metrics: Metrics, family: string): number {
  return [...metrics].reduce((sum, [name, value]) => (name === family || name.startsWith(`${family}{`) ? sum + value : sum), 0)
}

/** By how much the figures of a family rose, by the value of one label; those that did not rise are left out. */
export function rises(before: Metrics, after: Metrics, { family, label }: { family: string; label: string }): Map<string, number> {
  const risen = new Map<string, number>()
  for (const [name, value] of after) {
    const named = name.startsWith(`${family}{`) ? new RegExp(`[{,]${label}="([^"]*)"`).exec(name)?.[1] : undefined
    const rise = value - (before.get(name) ?? 0)
    if (named !== undefined && rise > 0) risen.set(named, (risen.get(named) ?? 0) + rise)
  }
  return risen
}
