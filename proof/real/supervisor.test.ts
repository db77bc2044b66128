import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ports } from './server-process.ts'
import { Supervisor } from './supervisor.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-supervisor-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

/** Says that it listens, as the server does, then does what `then` says. */
const listening = (then: string) => `console.log('  OMTP  127.0.0.1:7  \\n  HTTP  http://127.0.0.1:8\\n'); ${then}`
const untilTold = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => undefined, 1000)"

function supervise(source: string, refusals = () => 0) {
  const main = join(folder, 'main.mjs')
  writeFileSync(main, source)
  const troubles: string[] = []
  const ports: (Ports | undefined)[] = []
  const trouble = Promise.withResolvers<void>()
  const supervisor = new Supervisor({
    program: { main, data: folder, env: {}, log: join(folder, 'log') },
    onPorts: (now) => ports.push(now),
    onTrouble: (what) => {
      troubles.push(what)
      trouble.resolve()
    },
    refusals,
  })
  supervisor.start()
  return { supervisor, troubles, ports, trouble: trouble.promise }
}

it('a server that is killed is started again, which is no trouble', async () => {
  const { supervisor, troubles, ports } = supervise(listening(untilTold))
  await supervisor.up
  expect(await Promise.all([supervisor.kill(), supervisor.kill()])).toEqual([true, false])
  await expect.poll(() => ports).toEqual([{ omtp: 7, http: 8 }, undefined, { omtp: 7, http: 8 }])
  expect(await supervisor.stop()).toBe(0)
  expect(troubles).toEqual([])
})

it('a server that ends by itself is trouble', async () => {
  const { supervisor, troubles, trouble } = supervise(listening('setTimeout(() => process.exit(3), 20)'))
  await trouble
  expect(troubles[0]).toBe('the server ended by itself with code 3')
  await supervisor.abandon()
})

it('a server that does not start is trouble, unless the disk refused something meanwhile', async () => {
  const healthy = supervise('process.exit(4)')
  await healthy.trouble
  expect(healthy.troubles[0]).toBe('the server did not start on a good disk: code 4')
  let refusals = 0
  const broken = supervise('process.exit(4)', () => refusals++)
  await expect.poll(() => broken.supervisor.prevented).toBeGreaterThan(1)
  expect(broken.troubles).toEqual([])
  for (const { supervisor } of [healthy, broken]) await supervisor.abandon()
})
