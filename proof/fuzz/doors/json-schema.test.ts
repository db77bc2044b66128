import { expect, it } from 'vitest'
import { Random } from '../random.ts'
import { misfit, type Schema, Values } from './json-schema.ts'

const schemas = { Name: { type: 'string' } }
const schema: Schema = {
  type: 'object',
  properties: {
    name: { $ref: '#/components/schemas/Name' },
    ages: { type: 'array', items: { type: 'integer' } },
    kind: { enum: ['a', 'b'] },
  },
  required: ['name'],
  additionalProperties: false,
}

it.each([
  [{ name: 'x', ages: [1], kind: 'a' }, undefined],
  [{ ages: [] }, '.name is missing'],
  [{ name: 1 }, '.name is no string'],
  [{ name: 'x', ages: [1, 'two'] }, '.ages[1] is no integer'],
  [{ name: 'x', kind: 'c' }, '.kind is none of the values'],
  [{ name: 'x', more: 1 }, '.more is not described'],
  [[], ' is no object'],
])('it is said where %j does not fit', (value, problem) => {
  expect(misfit(value, schema, schemas)).toBe(problem)
})

it('values are made that fit, and values that do not', () => {
  const values = new Values(new Random(1), schemas)
  const fitting = (wrong: number) => Array.from({ length: 500 }, () => misfit(values.of(schema, wrong), schema, schemas) === undefined)
  expect(fitting(1_000_000).filter(Boolean).length).toBeGreaterThan(250)
  expect(fitting(3).filter((fits) => !fits).length).toBeGreaterThan(250)
})
