import { expect, it } from 'vitest'
import { apiDocument } from './api-document.ts'
import { operations as table } from './operations/index.ts'

interface Described {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema?: object }[]
  readonly requestBody?: { readonly content: object }
  readonly responses: Readonly<Record<string, { readonly description?: string }>>
}

interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

/** As it is sent. */
const document = JSON.parse(JSON.stringify(await apiDocument())) as Document // as: the tests find out
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
)

it('is OpenAPI 3.1 with a name for every operation', () => {
  expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./), info: { title: 'Magpie', version: expect.any(String) } })
  const names = operations.map(({ operationId }) => operationId)
  expect(names.length).toBeGreaterThan(50)
  expect(new Set(names).size).toBe(names.length)
})

it('refers to nothing that is not there', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference = '']) => reference)
  expect(references.length).toBeGreaterThan(100)
  for (const reference of new Set(references)) {
    let target: unknown = document
    for (const step of reference.replace('#/', '').split('/')) target = Object(target)[step]
    expect(target, reference).toBeDefined()
  }
})

it.each(operations)('$operationId names what is in its path, needs a key, and describes every answer', (operation) => {
  const { path, method, parameters = [], responses, security, requestBody } = operation
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  expect(inPath.map(({ name }) => name).sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort())
  expect(inPath.every(({ required }) => required === true)).toBe(true)
  expect(parameters.every(({ schema }) => schema !== undefined)).toBe(true)
  const byUser = table.find(({ id }) => id === operation.operationId)?.byUser
  expect(security).toEqual(byUser ? [{ key: [] }, { token: [] }] : [{ key: [] }])
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429', '500', '503']))
  expect(Object.values(responses).every(({ description }) => description)).toBe(true)
  if (method === 'get') expect(requestBody).toBeUndefined()
})
