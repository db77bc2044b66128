import { expect, it } from 'vitest'
import { PackType } from './generated/header.ts'
import { packetByType, packets } from './packets.ts'

it('has a row for every packet type of the schema', () => {
  const rows = Object.values(packets).map(({ name, type }) => [`PT_${name}`, type])

  expect(Object.fromEntries(rows)).toEqual(PackType)
})

it('finds a row by its type', () => {
  expect(packetByType(15)).toBe(packets.MSG_GROUP_CHAT)
  expect(packetByType(99)).toBeUndefined()
})
