import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RepairFolder } from './repair-folder.ts'

let data: string

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'magpie-repair-'))
  mkdirSync(join(data, 'journal'))
  writeFileSync(join(data, 'journal', 'a'), 'old a')
  writeFileSync(join(data, 'database'), 'old database')
})

afterEach(() => rmSync(data, { recursive: true }))

function prepared(): RepairFolder {
  const repair = RepairFolder.begin(data, new Date(0))
  mkdirSync(repair.stage('journal'))
  writeFileSync(join(repair.stage('journal'), 'b'), 'new b')
  writeFileSync(repair.stage('secrets'), 'new secrets')
  repair.setAside('database')
  repair.setAside('not there')
  return repair
}

const isAsBefore = () => readFileSync(join(data, 'journal', 'a'), 'utf8') === 'old a' && existsSync(join(data, 'database'))

function expectRepaired(repair: RepairFolder): void {
  expect(readdirSync(join(data, 'journal'))).toEqual(['b'])
  expect(readFileSync(join(data, 'secrets'), 'utf8')).toBe('new secrets')
  expect(existsSync(join(data, 'database'))).toBe(false)
  expect(readFileSync(join(repair.path, 'before', 'journal', 'a'), 'utf8')).toBe('old a')
  expect(readFileSync(join(repair.path, 'before', 'database'), 'utf8')).toBe('old database')
  expect(RepairFolder.unfinished(data)).toBeUndefined()
}

it('puts what is new in place and keeps what was there', () => {
  const repair = prepared()
  expect(isAsBefore()).toBe(true)
  expect([...repair.carryOut()].length).toBeGreaterThan(4)
  expectRepaired(repair)
})

it('goes on wherever it was killed', () => {
  for (let steps = 1; steps < 20; steps++) {
    const repair = prepared()
    const carrying = repair.carryOut()
    let killed = false
    for (let i = 0; i < steps && !killed; i++) killed = carrying.next().done === true
    const again = RepairFolder.unfinished(data)
    if (again === undefined) {
      expectRepaired(repair)
      if (killed) return
    } else for (const _ of again.carryOut());
    expectRepaired(repair)
    for (const name of readdirSync(data)) rmSync(join(data, name), { recursive: true })
    mkdirSync(join(data, 'journal'))
    writeFileSync(join(data, 'journal', 'a'), 'old a')
    writeFileSync(join(data, 'database'), 'old database')
  }
  throw new Error('it never came to its end')
})

it('what was prepared and not decided on changes nothing and goes away', () => {
  const repair = prepared()
  expect(RepairFolder.unfinished(data)).toBeUndefined()
  RepairFolder.removeUndecided(data)
  expect(existsSync(repair.path)).toBe(false)
  expect(isAsBefore()).toBe(true)
})
