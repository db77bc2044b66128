import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { JournalTooNew } from '@magpie-im/journal'
import { ImError } from '@magpie-im/model'
import { checkWhole, systemClock as clock, FolderLock, StartError } from '@magpie-im/server'
import type { Command } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { examine, type Progress } from '../doctor/examine.ts'
import { carryOutRepair, finishRepair, planRepair } from '../doctor/repair.ts'
import { isGood, report, reportAsJson } from '../doctor/report.ts'

const [good, wrong, cannotLook] = [0, 1, 2] as const

interface Wanted {
  readonly data: string
  readonly repair: boolean
  readonly dryRun: boolean
  readonly yes: boolean
  readonly json: boolean
}

export const doctor: Command = {
  name: 'doctor',
  about:
    'Checks journal, sequences, read marks, unread counts and the read model of a stopped server. Ends with 0: good, 1: something is wrong, 2: it cannot look.',
  usage: '[--data DIR] [--repair [--yes | --dry-run]] [--json]',
  options: {
    ...dataOption,
    repair: { type: 'boolean', about: 'repair what can be, after saying what it will do; what was there before is kept in DIR/repair-…' },
    'dry-run': { type: 'boolean', about: 'with --repair: say what it would do, and change nothing' },
    yes: { type: 'boolean', about: 'with --repair: do not ask' },
    json: { type: 'boolean', about: 'print what is found as JSON' },
  },
  async run(values) {
    const is = (name: string) => values[name] === true
    try {
      const data = resolve(dataOf(values))
      return await look({ data, repair: is('repair'), dryRun: is('dry-run'), yes: is('yes'), json: is('json') })
    } catch (error) {
      process.stderr.write(`magpie: ${inWords(error)}\n`)
      return cannotLook
    }
  },
}

async function look(wanted: Wanted): Promise<number> {
  const { data } = wanted
  if (!existsSync(data)) throw new StartError(`there is no data folder ${data}`)
  checkWhole(data)
  const lock = FolderLock.tryTake(data)
  if (lock === undefined) throw new StartError(`the data folder ${data} is in use; stop its server first`)
  try {
    if (wanted.repair && !wanted.dryRun && finishRepair(data)) process.stderr.write('an interrupted repair was carried out to its end\n')
    return await lookAt(wanted)
  } finally {
    lock.release()
  }
}

async function lookAt(wanted: Wanted): Promise<number> {
  const code = await lookOnce(wanted)
  return code ?? (await lookAt({ ...wanted, repair: false }))
}

/** Undefined: something was repaired, so it is another folder now. */
async function lookOnce(wanted: Wanted): Promise<number | undefined> {
  const { data, repair, dryRun } = wanted
  using examination = await examine(data, showProgress)
  const tasks = repair ? planRepair(data, examination, { clock, progressed: showProgress }) : []
  const words = tasks.map(({ what }) => what)
  process.stdout.write((wanted.json ? reportAsJson : report)(data, examination, words))
  if (tasks.length === 0 || dryRun || !(await mayGoOn(wanted))) return isGood(examination) ? good : wrong
  const kept = await carryOutRepair(data, tasks, clock)
  process.stderr.write(`repaired; what was there before is in ${join(kept, 'before')}\n`)
  return undefined
}

/** Throws `StartError` when there is nobody to ask. */
async function mayGoOn({ yes }: Wanted): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) throw new StartError('nothing was changed: --repair asks on a terminal, or needs --yes')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question('Repair? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}

function showProgress({ done, total }: Progress): void {
  if (process.stderr.isTTY) process.stderr.write(`\rjournal file ${done} of ${total}${done === total ? '\n' : ''}`)
}

/** Throws what is our bug. */
function inWords(error: unknown): string {
  if (error instanceof ImError && error.name === 'StorageUnavailable')
    return 'the repair could not be written, most likely for want of room; nothing was changed'
  if (error instanceof StartError || error instanceof JournalTooNew) return error.message
  if (error instanceof Error && 'code' in error && 'syscall' in error) return `cannot look: ${error.message}`
  throw error
}
