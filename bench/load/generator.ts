import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSecondsOf, cpuSecondsOfMachine } from './cpu.ts'
import { Latencies } from './latencies.ts'
import { Pair } from './pair.ts'
import type { LoadReport, LoadResult, LoadSettings } from './settings.ts'
import { befriend, signIn } from './sign-in.ts'

/** Forked by the bench: settings come as a message, progress and the result go back as messages; it is killed when that is read. */

const drainMs = 20_000

process.once('disconnect', () => process.exit())
const [settings] = (await once(process, 'message')) as [LoadSettings] // as: the bench sends nothing else
try {
  report({ result: await run(settings) })
} catch (error) {
  report({ failure: (error as Error).message }) // as: everything here throws errors
}

function report(message: LoadReport): void {
  process.send?.(message)
}

async function run(settings: LoadSettings): Promise<LoadResult> {
  const latencies = new Latencies()
  const pairs = await openPairs(settings, latencies)
  for (const pair of pairs) pair.start()
  await pause(settings.warmUpSeconds * 1000)
  latencies.clear()
  const begin = snapshot(pairs, settings)
  await measure(pairs, settings.seconds)
  const end = snapshot(pairs, settings)
  const [p50, p99, p999] = [latencies.percentile(0.5), latencies.percentile(0.99), latencies.percentile(0.999)]
  for (const pair of pairs) pair.stop()
  await drain(pairs)
  const seconds = (end.time - begin.time) / 1000
  const serverCores = (end.serverCpu - begin.serverCpu) / seconds
  const generatorCores = (end.generatorCpu - begin.generatorCpu) / seconds
  return {
    seconds,
    acked: end.acked - begin.acked,
    delivered: end.delivered - begin.delivered,
    p50,
    p99,
    p999,
    serverCores,
    generatorCores,
    otherCores: Math.max(0, (end.machineCpu - begin.machineCpu) / seconds - serverCores - generatorCores),
    serverCpuAtBegin: begin.serverCpu,
    ackedInAll: total(pairs, 'acked') - begin.acked,
    wrong: total(pairs, 'wrong') + (total(pairs, 'sent') - total(pairs, 'delivered')),
  }
}

async function openPairs({ port, users, bytes, window }: LoadSettings, latencies: Latencies): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let index = 0; index + 1 < users.length; index += 2) {
    const [one, other] = users.slice(index, index + 2)
    if (one === undefined || other === undefined) break
    const [sender, receiver] = [await signIn(port, one), await signIn(port, other)]
    await befriend(sender, one.name, other.name)
    for (const socket of [sender, receiver]) failWhenLost(socket)
    pairs.push(new Pair({ sender, receiver, bytes, window, latencies, from: one.name, to: other.name }))
  }
  return pairs
}

function failWhenLost(socket: Socket): void {
  socket.on('error', () => undefined)
  socket.on('close', () => report({ failure: 'the server closed a connection under load' }))
}

async function measure(pairs: readonly Pair[], seconds: number): Promise<void> {
  const start = performance.now()
  let before = total(pairs, 'acked')
  for (let second = 1; second <= seconds; second++) {
    await pause(start + second * 1000 - performance.now())
    const acked = total(pairs, 'acked')
    report({ progress: { acked: acked - before } })
    before = acked
  }
}

async function drain(pairs: readonly Pair[]): Promise<void> {
  const end = performance.now() + drainMs
  while (performance.now() < end && !pairs.every((pair) => pair.idle)) await pause(10)
}

function snapshot(pairs: readonly Pair[], { serverPid }: LoadSettings) {
  return {
    time: performance.now(),
    acked: total(pairs, 'acked'),
    delivered: total(pairs, 'delivered'),
    serverCpu: cpuSecondsOf(serverPid),
    generatorCpu: cpuSecondsOf(process.pid),
    machineCpu: cpuSecondsOfMachine(),
  }
}

function total(pairs: readonly Pair[], count: 'sent' | 'acked' | 'delivered' | 'wrong'): number {
  return pairs.reduce((sum, pair) => sum + pair[count], 0)
}
