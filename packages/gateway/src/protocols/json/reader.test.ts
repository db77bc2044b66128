import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPacket } from './reader.ts'

const read = (text: string) => readPacket(Buffer.from(text))

it('a frame that is a request has its id, its type and its size', () => {
  const text = '{"id":"a1","type":"ping","more":[1]}'
  expect(read(text)).toEqual({ id: 'a1', type: 'ping', frame: JSON.parse(text), size: text.length, problem: undefined })
})

it.each(['', ' ', '{', 'null', '[]', '1', '"text"', '{"id":1,"type":"ping"}{}', '\u0000'])('%j is no request and has no id', (text) => {
  expect(read(text)).toMatchObject({ id: undefined, type: '', problem: 'a frame is one JSON object' })
})

it.each([
  ['no id', '{"type":"ping"}', undefined],
  ['an id that is an object', '{"id":{},"type":"ping"}', undefined],
  ['a fraction as id', '{"id":1.5,"type":"ping"}', undefined],
  ['an id above what a number holds', '{"id":9007199254740993,"type":"ping"}', undefined],
  ['an id of 65 characters', `{"id":"${'x'.repeat(65)}","type":"ping"}`, undefined],
  ['no type', '{"id":7}', 7],
  ['a type that is no text', '{"id":7,"type":["ping"]}', 7],
  ['half a character in a value', '{"id":7,"type":"ping","x":["\\ud83d"]}', 7],
  ['half a character in a name', '{"id":7,"type":"ping","\\ude00":1}', 7],
  ['half a character in the id', '{"id":"\\ud83d","type":"ping"}', undefined],
])('with %s it has a problem, and the id if that can be read', (_, text, id) => {
  expect(read(text)).toMatchObject({ id, problem: expect.any(String) })
})

it('a whole character that is escaped is none', () => {
  expect(read('{"id":7,"type":"ping","x":"\\ud83d\\ude00"}').problem).toBe(undefined)
})

it('names of what every object has are names like others', () => {
  const { frame, type } = read('{"id":1,"type":"constructor","__proto__":{"polluted":true}}')
  expect(type).toBe('constructor')
  expect(Object.hasOwn(Object(frame), '__proto__')).toBe(true)
  expect('polluted' in {}).toBe(false)
})

it('what would take long to make of a frame is not made', () => {
  const lists = (count: number) => `{"id":1,"type":"ping","x":[${'[],'.repeat(count)}0]}`
  expect(read(lists(69_000)).problem).toBe(undefined)
  expect(read(lists(70_000))).toMatchObject({ frame: undefined, problem: expect.stringContaining('brackets') })
  expect(read(`{"id":1,"type":"ping","x":"${'{'.repeat(65_536)}"}`).problem).toBe(undefined)
})

it('whatever the text, it is read without a throw, nested however deep', () => {
  for (const open of ['[', '{"a":']) expect(read(open.repeat(60_000)).problem).toBeDefined()
  expect(read(`{"id":1,"type":"ping","x":${'['.repeat(60_000)}${']'.repeat(60_000)}}`).problem).toBe(undefined)
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void read(text)))
})
