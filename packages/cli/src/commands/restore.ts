import { resolve } from 'node:path'
import { openLog, type Restored, type RestorePoint, restore as restoreBackup, StartError } from '@magpie-im/server'
import { type Command, neededText, textOf, type Values } from '../command.ts'
import { dataOption } from '../data-option.ts'
import { ByteProgress } from '../progress.ts'

export const restore: Command = {
  name: 'restore',
  about:
    'Makes a data folder of a backup, as it was at its end or at an earlier point; numbers that may be in use by then are not given again.',
  usage: '--from BACKUP --data DIR [--to-position P | --to-time T] [--progress]',
  options: {
    ...dataOption,
    from: { type: 'string', value: 'BACKUP', about: 'the folder of a backup' },
    data: { type: 'string', value: 'DIR', about: 'the data folder to make; it must not be there yet, or be empty' },
    'to-position': { type: 'string', value: 'P', about: 'only what lies before this position of the journal' },
    'to-time': { type: 'string', value: 'T', about: 'only what happened up to this time, such as 2026-11-21T17:00:00Z' },
    progress: { type: 'boolean', about: 'say every second how far it is, also where nobody looks at a terminal' },
  },
  async run(values) {
    const began = performance.now()
    const from = resolve(neededText(values, 'from', 'restore'))
    const data = resolve(neededText(values, 'data', 'restore'))
    const progress = new ByteProgress({ name: 'read and written', always: values['progress'] === true })
    const done = await restoreBackup({ from, data, to: pointOf(values), log: openLog('warn'), onBytes: progress.add })
    progress.end()
    process.stdout.write(report(data, done, performance.now() - began))
    return 0
  },
}

function pointOf(values: Values): RestorePoint {
  const position = textOf(values, 'to-position')
  const time = textOf(values, 'to-time')
  if (position !== undefined && time !== undefined) throw new StartError('a backup is restored to a position or to a time, not to both')
  if (position !== undefined) return { position: parsePosition(position) }
  return time === undefined ? undefined : { time: parseTime(time) }
}

function parsePosition(text: string): number {
  const position = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (position === 0) throw new StartError(`--to-position is a number above 0, not ${text}`)
  return position
}

/** Without a zone a time would mean something else on another machine. */
function parseTime(text: string): number {
  const time = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new StartError(`--to-time is a time with its zone, such as 2026-11-21T17:00:00Z, not ${text}`)
  return time
}

function report(data: string, { manifest, position, epoch, users, messages, lostFiles, filesInBucket }: Restored, ms: number): string {
  const secrets = manifest.secrets === undefined ? ['  the backup has no secrets.json: tokens given out before are refused'] : []
  const files = lostFiles === 0 ? [] : [`  ${lostFiles} uploaded files are missing or altered in the backup: ./magpie doctor names them`]
  const elsewhere =
    filesInBucket === 0 ? [] : [`  ${filesInBucket} uploaded files are in the bucket ${manifest.bucket}, which a backup does not copy`]
  return [
    data,
    `  position ${position} of the backup of ${new Date(manifest.at).toISOString()}, which ends at ${manifest.position}`,
    `  epoch ${epoch.number} begins: messages are numbered from ${epoch.above.seq + 1} on in every conversation`,
    ...secrets,
    ...files,
    ...elsewhere,
    `done: ${users} users, ${messages} messages, ${(ms / 1000).toFixed(1)} seconds`,
    '',
  ].join('\n')
}
