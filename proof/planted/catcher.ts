import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CatcherName } from './bug.ts'

export interface Finding {
  readonly rule: string
  readonly detail: string
}

/** Looks at a checkout, with one seed after the other. */
export interface Catcher {
  /** What is wrong with that seed. Rejects when it comes to no verdict. */
  judge(seed: number): Promise<readonly Finding[]>
  end(): void
}

/** The worker is given a folder to work in, then a seed after the other, and sends what `findingsIn` reads. */
interface Work {
  readonly script: string
  findingsIn(report: unknown): readonly Finding[]
}

interface Lived {
  readonly wrongs: readonly Finding[]
}

const works: Readonly<Record<CatcherName, Work>> = {
  simulation: {
    script: 'proof/simulation/worker.ts',
    findingsIn: (report) => (report as Lived).wrongs, // as: what this worker sends
  },
  'power cut': {
    script: 'proof/planted/power-cut-worker.ts',
    findingsIn: (report) => (report as readonly string[]).map(byBeginning), // as: what this worker sends
  },
}

/** Its first words, up to the colon, are its rule. */
function byBeginning(finding: string): Finding {
  const [rule = ''] = finding.split(':', 1)
  return { rule, detail: finding.slice(rule.length + 2) }
}

/** In a process of its own, which a bug may end or keep for ever; what it leaves behind goes with it. */
export function openCatcher(name: CatcherName, checkout: string): Catcher {
  const { script, findingsIn } = works[name]
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'magpie-planted-'))
  const child = fork(join(checkout, script), [folder], { cwd: checkout, execArgv: [], silent: true })
  open.set(child, folder)
  child.once('exit', () => clear(child))
  const ready = answerOf(child)
  ready.catch(() => undefined)
  return {
    judge: async (seed) => {
      await ready
      child.send(seed)
      return findingsIn(await answerOf(child))
    },
    end: () => void child.kill('SIGKILL'),
  }
}

/** Processes that run, and their folders. */
const open = new Map<ChildProcess, string>()

process.once('exit', () => {
  for (const child of open.keys()) {
    child.kill('SIGKILL')
    clear(child)
  }
})

/** Its own children, which end with it, may still be writing. */
function clear(child: ChildProcess): void {
  const folder = open.get(child)
  open.delete(child)
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

function answerOf(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const ended = (code: number | null) => reject(new Error(`the process ended with ${code ?? 'a signal'}`))
  child.once('exit', ended)
  child.once('message', (message) => {
    child.off('exit', ended)
    resolve(message)
  })
  return promise
}
