import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkWhole, FolderLock, StartError } from '@magpie-im/server'
import type { Command } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { type Examination, examine, type Progress } from '../doctor/examine.ts'

const mostShown = 50

export const doctor: Command = {
  name: 'doctor',
  about: 'Checks journal, sequences, read marks, unread counts and the read model of a stopped server; changes nothing.',
  usage: '[--data DIR]',
  options: dataOption,
  async run(values) {
    const data = resolve(dataOf(values))
    if (!existsSync(data)) throw new StartError(`there is no data folder ${data}`)
    checkWhole(data)
    const lock = FolderLock.tryTake(data)
    if (lock === undefined) throw new StartError(`the data folder ${data} is in use; stop its server first`)
    try {
      const examination = await examine({ journal: join(data, 'journal'), database: join(data, 'magpie.db') }, showProgress)
      process.stdout.write(report(data, examination))
      return examination.findings.some(({ severity }) => severity === 'error') ? 1 : 0
    } finally {
      lock.release()
    }
  },
}

function showProgress({ done, total }: Progress): void {
  if (process.stderr.isTTY) process.stderr.write(`\rjournal file ${done} of ${total}${done === total ? '\n' : ''}`)
}

function report(data: string, { users, conversations, messages, findings }: Examination): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const lines = findings.slice(0, mostShown).map(({ severity, what }) => `  ${severity}: ${what}`)
  const more = findings.length > mostShown ? [`  … and ${findings.length - mostShown} more`] : []
  const verdict =
    errors.length > 0
      ? `${errors.length} ${errors.length === 1 ? 'thing is' : 'things are'} wrong`
      : 'good: every sequence is whole, every count is right'
  return [
    `${data}`,
    `  users: ${users}, conversations: ${conversations}, messages: ${messages}`,
    ...lines,
    ...more,
    `verdict: ${verdict}`,
    '',
  ].join('\n')
}
