import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second, on every machine we know. */
const ticksPerSecond = 100

/** Processor seconds, user and system, of all threads of a process so far. */
export function cpuSecondsOf(pid: number): number {
  return secondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

/** The same by the names of its threads; threads of one name are added up. */
export function threadSecondsOf(pid: number): Map<string, number> {
  const seconds = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    const name = thread === `${pid}` ? 'main' : stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    seconds.set(name, (seconds.get(name) ?? 0) + secondsIn(stat))
  }
  return seconds
}

function secondsIn(stat: string): number {
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
