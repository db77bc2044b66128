import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { Checker, type Finding, HistoryError, type HistoryEvent, summarise } from '@magpie-im/checker'

const help = `usage: npm run check-history -- FILE [--all]

Judges a history of what clients did and saw, one event of JSON in a line (docs/proof/README.md),
and ends with one line of figures. Exit code 1: a promise is broken; 2: FILE is no history.

  --all   every finding, not only the first 20
`
const mostShown = 20

/** Judges the history in a file. */
async function judge(path: string): Promise<Judgement> {
  const checker = new Checker()
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') checker.feed(eventIn(line, checker.events + 1))
  }
  return { events: checker.events, findings: checker.finish() }
}

interface Judgement {
  readonly events: number
  readonly findings: readonly Finding[]
}

function eventIn(line: string, event: number): HistoryEvent {
  try {
    // The shape of an event is the contract of who writes histories; what contradicts itself is noticed by the checker.
    return JSON.parse(line) as HistoryEvent
  } catch {
    throw new HistoryError(event, 'is not JSON')
  }
}

function print({ events, findings }: Judgement, all: boolean): number {
  const shown = all ? findings : findings.slice(0, mostShown)
  for (const { rule, detail } of shown) console.log(`${rule}: ${detail}`)
  if (shown.length < findings.length) console.log(`… and ${findings.length - shown.length} more (--all shows them)`)
  const { lost, doubled, reordered, wrongUnread, other } = summarise(findings)
  console.log(`${events} events: ${lost} lost, ${doubled} doubled, ${reordered} reordered, ${wrongUnread} wrong unread, ${other} other`)
  return findings.length === 0 ? 0 : 1
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean' }, all: { type: 'boolean' } },
  })
  const [path] = positionals
  if (values.help === true || path === undefined) {
    console.log(help)
    return values.help === true ? 0 : 2
  }
  try {
    return print(await judge(path), values.all === true)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    console.error(`${path}: ${error.message}`)
    return 2
  }
}

process.exitCode = await main(process.argv.slice(2))
