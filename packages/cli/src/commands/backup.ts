import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  type BackedUp,
  type BackupPoint,
  backUp,
  bytesIn,
  callServer,
  checkWhole,
  DataFolder,
  messagesIn,
  offlineBackupPoint,
  openLog,
  StartError,
} from '@magpie-im/server'
import { type Command, neededText } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'
import { ByteProgress } from '../progress.ts'

export const backup: Command = {
  name: 'backup',
  about: 'Copies everything that is stored so far to a folder, whether the server runs or not; the next backup to it copies what is new.',
  usage: '--to DIR [--data DIR] [--without-secrets] [--progress]',
  options: {
    ...dataOption,
    to: { type: 'string', value: 'DIR', about: 'the folder of the backup; made when missing' },
    'without-secrets': { type: 'boolean', about: 'leave secrets.json out: a restored server then makes new ones' },
    progress: { type: 'boolean', about: 'say every second how far it is, also where nobody looks at a terminal' },
  },
  async run(values) {
    const began = performance.now()
    const data = resolve(dataOf(values))
    if (!existsSync(data)) throw new StartError(`there is no data folder ${data}`)
    checkWhole(data)
    if (!existsSync(join(data, 'journal'))) throw new StartError(`there is no journal in ${data}: it is no data folder`)
    const target = resolve(neededText(values, 'to', 'backup'))
    const progress = new ByteProgress({ name: 'read and written', always: values['progress'] === true })
    const withSecrets = values['without-secrets'] !== true
    const done = await atPoint(data, (point, gently) => backUp({ data, target, point, withSecrets, gently, onBytes: progress.add }))
    progress.end()
    process.stdout.write(report(target, done, performance.now() - began))
    return 0
  },
}

/** With a server that runs on the folder, or with the folder held, so that none begins meanwhile. */
async function atPoint(data: string, work: (point: BackupPoint, gently: boolean) => Promise<BackedUp>): Promise<BackedUp> {
  const folder = DataFolder.tryOpen(data)
  if (folder === undefined) return work((await callServer(data, { command: 'backup point', arguments: {} })) as BackupPoint, true) // as: what backupCommands answers
  try {
    return await work(await offlineBackupPoint(folder, openLog('warn')), false)
  } finally {
    folder.release()
  }
}

function report(target: string, { manifest, copied }: BackedUp, ms: number): string {
  const secrets =
    manifest.secrets === undefined
      ? 'without secrets.json: a restored server makes new secrets, and tokens given out before are refused'
      : 'with secrets.json: whoever can read the backup can sign in as anybody, so keep it like the data folder'
  const total = bytesIn(manifest)
  return [
    target,
    `  ${secrets}`,
    `  position ${manifest.position}, ${new Date(manifest.at).toISOString()}`,
    `done: ${total} bytes, ${copied} of them copied now, ${messagesIn(manifest)} messages, ${(ms / 1000).toFixed(1)} seconds`,
    '',
  ].join('\n')
}
