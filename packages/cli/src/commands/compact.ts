import { existsSync } from 'node:fs'
import { callServer, compactFolder, DataFolder, openLog, StartError } from '@magpie-im/server'
import type { Command } from '../command.ts'
import { dataOf, dataOption } from '../data-option.ts'

interface Progress {
  readonly done: number
  readonly total: number
}

interface Compaction {
  readonly segments: number
  readonly bytesBefore: number
  readonly bytesAfter: number
  readonly damaged: number
}

const progressMs = 500

export const compact: Command = {
  name: 'compact',
  about: 'Takes revoked, replaced and expired contents off the disk now, whether the server runs or not; it goes on serving meanwhile.',
  usage: '[--data DIR]',
  options: dataOption,
  async run(values) {
    const compaction = await carryOut(dataOf(values))
    process.stdout.write(report(compaction))
    return compaction.damaged === 0 ? 0 : 1
  },
}

/** By the server, when one runs on the folder; else here. */
async function carryOut(data: string): Promise<Compaction> {
  if (!existsSync(data)) throw new StartError(`there is no data folder ${data}`)
  const folder = DataFolder.tryOpen(data)
  if (folder === undefined) return askServer(data)
  try {
    return await compactFolder(folder, openLog('warn'), (done, total) => show({ done, total }))
  } finally {
    folder.release()
  }
}

async function askServer(data: string): Promise<Compaction> {
  const timer = setInterval(() => {
    callServer(data, { command: 'compact progress', arguments: {} }).then(
      (progress) => show(progress as Progress | null), // as: what compactCommands answers
      () => undefined,
    )
  }, progressMs)
  try {
    return (await callServer(data, { command: 'compact', arguments: {} })) as Compaction // as: what compactCommands answers
  } finally {
    clearInterval(timer)
  }
}

function show(progress: Progress | null): void {
  if (progress === null || !process.stderr.isTTY) return
  const { done, total } = progress
  process.stderr.write(`\rjournal file ${done} of ${total}${done === total ? '\n' : ''}`)
}

function report({ segments, bytesBefore, bytesAfter, damaged }: Compaction): string {
  const files = segments === 1 ? '1 journal file was' : `${segments} journal files were`
  const done =
    segments === 0 ? 'there was nothing to take out\n' : `${files} rewritten: ${mib(bytesBefore)} MiB are ${mib(bytesAfter)} MiB now\n`
  const left = `${damaged === 1 ? '1 file is' : `${damaged} files are`} damaged and stayed as before; see ./magpie doctor\n`
  return damaged === 0 ? done : done + left
}

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}
