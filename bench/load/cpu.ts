import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, on every machine we know. */
const ticksPerSecond = 100

/** Processor seconds, user and system, of all threads of a process so far, and of the processes it started. */
export function cpuSecondsOf(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOf(child), secondsOf(`/proc/${pid}`))
}

/** The same by the names of its threads; threads of one name are added up, and all of the processes it started are `workers`. */
export function threadSecondsOf(pid: number): Map<string, number> {
  const seconds = new Map<string, number>()
  const add = (name: string, more: number) => seconds.set(name, (seconds.get(name) ?? 0) + more)
  for (const child of childrenOf(pid)) add('workers', cpuSecondsOf(child))
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`
    add(thread === `${pid}` ? 'main' : readFileSync(`${folder}/comm`, 'utf8').trim(), secondsOf(folder))
  }
  return seconds
}

/** How long the main thread of a process has been ready to run so far, and had no processor: seconds. */
export function waitedSecondsOf(pid: number): number {
  // proc(5): nanoseconds on a processor, nanoseconds waiting for one, turns.
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9
}

/** Started by its main thread. */
export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

function secondsOf(folder: string): number {
  const stat = readFileSync(`${folder}/stat`, 'utf8')
  // proc(5): the name in parentheses may hold anything; utime and stime are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** The same of everything that runs on this machine. */
export function cpuSecondsOfMachine(): number {
  const [cpu = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = cpu.trim().split(/\s+/).slice(1).map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond
}
