import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { jsonCommands, jsonEvents } from '../../packages/wire/src/index.ts'
import { jsonPage, jsonSchemaFile, jsonSchemaText, renewJsonPage } from './json-page.ts'

const text = readFileSync(jsonPage, 'utf8')

it('the page and the schema are what the tables say', () => {
  expect(text).toBe(renewJsonPage(text))
  expect(readFileSync(jsonSchemaFile, 'utf8')).toBe(jsonSchemaText())
})

it('every command and every event has a section', () => {
  const sections = [...text.matchAll(/^### (\w+)$/gmu)].map(([, name]) => name)
  expect(sections).toEqual(expect.arrayContaining([...Object.keys(jsonCommands), ...Object.keys(jsonEvents)]))
})

const samples = [...text.matchAll(/^([<>]) (\{.*\})$/gmu)].map(([, direction, frame = '']) => [direction, JSON.parse(frame)] as const)
const asked = samples.flatMap(([direction, frame]) => (direction === '>' ? [frame] : []))
const told = samples.flatMap(([direction, frame]) => (direction === '<' ? [frame] : []))

it.each(asked)('the sample request $type is one', (frame) => {
  expect(jsonCommands[frame.type as keyof typeof jsonCommands].request.safeParse(frame).error).toBe(undefined) // as: a sample that is none fails
})

it.each(told)('the sample frame $id $event from the server is one', ({ id, ok, event, ...rest }) => {
  const type = asked.find((request) => request.id === id)?.type
  if (event !== undefined)
    jsonEvents[event as keyof typeof jsonEvents].frame.parse({ event, ...rest }) // as: the same
  else if (ok !== undefined)
    jsonCommands[type as keyof typeof jsonCommands].reply.parse(ok) // as: the same
  else expect(rest).toHaveProperty('error.code')
})

it('the page has samples', () => {
  expect(samples.length).toBeGreaterThan(9)
})
