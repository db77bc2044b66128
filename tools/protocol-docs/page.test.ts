import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { decodePack, decodePayload, encodeFramed, Framing, packetByType, packets } from '../../packages/wire/src/index.ts'
import { rightVectors } from '../tars/conformance/vectors.ts'
import { page, renew } from './page.ts'

const text = readFileSync(page, 'utf8')

it('the page is what the tables say', () => {
  expect(text).toBe(renew(text))
})

it('every packet type has a line in the page, and every line a packet type', () => {
  const lines = [...text.matchAll(/^\| (\d+) \| ([A-Z_]+) \| (?:client|server)/gmu)].map(([, type, name]) => `${type} ${name}`)

  expect(lines).toEqual(Object.values(packets).map(({ type, name }) => `${type} ${name}`))
})

it('every packet type has vectors of its structs', () => {
  const covered = new Set(rightVectors.flatMap(({ struct, payloadStruct }) => [struct, payloadStruct, 'raw', 'empty']))
  const structs = Object.values(packets).flatMap(({ request, reply }) => [request.name, reply?.name ?? request.name])

  expect(structs.filter((name) => !covered.has(name))).toEqual([])
})

it('every whole packet among the vectors has a row', () => {
  const strangers = rightVectors.filter(({ struct, payloadStruct, value }) => {
    if (struct !== 'OTIMPack' || payloadStruct === undefined) return false
    const { header } = value as { header: { type: number } } // as: a value of an OTIMPack
    const row = packetByType(header.type)
    return row?.request.name !== payloadStruct && row?.reply?.name !== payloadStruct
  })

  expect(strangers.map(({ name }) => name)).toEqual([])
})

const samples = [...text.matchAll(/```bytes\n(?<lines>[\s\S]*?)```/gu)].map(({ groups }) =>
  (groups?.['lines'] ?? '')
    .split('\n')
    .map((line) => line.split('  ')[0]?.replaceAll(' ', '') ?? '')
    .join(''),
)

it.each(samples)('the sample %s is one frame, byte for byte', (hex) => {
  const bytes = Buffer.from(hex, 'hex')
  const [body = Buffer.alloc(0)] = new Framing().push(bytes)

  const { header, payload } = decodePack(body)
  const row = packetByType(header.type)
  const codec = Number(header.flags) === 1 ? row?.reply : row?.request
  if (codec === undefined) throw new Error(`packet type ${header.type} has no struct`)

  expect(encodeFramed(header, codec, decodePayload(codec, payload)).toString('hex')).toBe(hex)
})

it('the page has samples', () => {
  expect(samples.length).toBeGreaterThan(3)
})
it('every packet type of a client is served', () => {
  const unserved = [...text.matchAll(/^\| \d+ \| ([A-Z_]+) \| .*(?:no: EC_PROTOCOL|not yet)/gmu)].map(([, name]) => name)

  expect(unserved).toEqual([])
})

it('the page names a test that shows it for every packet type of a client', () => {
  const shown = /## What a client sees[\s\S]*?\n## /u.exec(text)?.[0] ?? ''
  const rows = shown.split('\n').filter((line) => line.includes('.test.ts)'))
  const clients = Object.values(packets).filter(({ from }) => from !== 'server')

  expect(clients.map(({ name }) => name).filter((name) => !rows.some((row) => new RegExp(`\\b${name}\\b`, 'u').test(row)))).toEqual([])
})
