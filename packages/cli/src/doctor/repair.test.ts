import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { carryOutRepair } from './repair.ts'

it('a repair that cannot be prepared, for want of room, leaves the folder as it was', async () => {
  const data = mkdtempSync(join(tmpdir(), 'magpie-repair-'))
  onTestFinished(() => rmSync(data, { recursive: true }))
  writeFileSync(join(data, 'magpie.db'), 'old')
  const full = {
    what: 'fill the disk',
    prepare: (repair: { stage(path: string): string }) => {
      writeFileSync(repair.stage('magpie.db'), 'half of it')
      throw new Error('ENOSPC')
    },
  }
  const clock = { now: () => 0, monotonic: () => 0, after: () => ({ cancel: () => undefined }) }
  await expect(carryOutRepair(data, [full], clock)).rejects.toThrow('ENOSPC')
  expect(readdirSync(data)).toEqual(['magpie.db'])
})
