import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withLock } from './lock.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const nobody = () => undefined

it('two actions under one lock never overlap, and whoever waits is told for whom', async () => {
  const file = join(folder, 'new folder', 'lock')
  const events: string[] = []
  const action = async () => {
    events.push('in')
    await new Promise(setImmediate)
    events.push('out')
  }
  const owners: number[] = []
  await Promise.all([1, 2, 3].map(() => withLock(file, (pid) => owners.push(pid), action)))
  expect(events).toEqual(['in', 'out', 'in', 'out', 'in', 'out'])
  expect(new Set(owners)).toEqual(new Set([process.pid]))
  expect(existsSync(file)).toBe(false)
})

it('the lock of a process that is gone is taken over', async () => {
  const file = join(folder, 'lock')
  writeFileSync(file, String(spawnSync(process.execPath, ['-e', '']).pid))
  let ran = 0
  const count = async () => {
    ran++
  }
  await Promise.all([withLock(file, nobody, count), withLock(file, nobody, count)])
  expect(ran).toBe(2)
})

it('an action that fails gives the lock back', async () => {
  const file = join(folder, 'lock')
  await expect(withLock(file, nobody, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(existsSync(file)).toBe(false)
})
