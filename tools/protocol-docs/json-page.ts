import { type JsonProtocolSchema, jsonProtocolSchema } from '../../packages/wire/src/index.ts'
import { renewParts, table } from './marked-parts.ts'

type Schema = JsonProtocolSchema['$defs'][string]

export const jsonPage = new URL('../../docs/protocols/json.md', import.meta.url)
export const jsonSchemaFile = new URL('../../schemas/json/protocol.json', import.meta.url)

/** What the file of the schema holds. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonProtocolSchema(), null, 1)}\n`
}

/** The page with every generated part made anew. */
export function renewJsonPage(text: string): string {
  const { commands, events, $defs } = jsonProtocolSchema()
  const sections = Object.entries(commands).map(
    ([name, { about, request, reply, errors }]) =>
      `### ${name}\n\n${about}\n\n${fieldTable('field', request, ['id', 'type'])}${answer(reply)}${refusals(errors)}`,
  )
  return renewParts(text, {
    commands: sections.join('\n'),
    events: Object.entries(events)
      .map(([name, { about, frame }]) => `### ${name}\n\n${about}\n\n${fieldTable('field', frame, ['event'])}`)
      .join('\n'),
    objects: Object.entries($defs)
      .map(([name, schema]) => `### ${name}\n\n${fieldTable('field', schema, [])}`)
      .join('\n'),
  })
}

function answer(reply: Schema): string {
  return Object.keys(reply.properties ?? {}).length === 0 ? 'Answered with `{}`. ' : fieldTable('answer', reply, [])
}

function refusals(errors: readonly string[]): string {
  return errors.length === 0 ? 'Refused like any request.\n' : `Refused like any request, and: ${errors.join(', ')}.\n`
}

function fieldTable(head: string, { properties = {}, required = [] }: Schema, without: readonly string[]): string {
  const rows = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, schema]) => [`\`${name}\``, typeOf(schema), required.includes(name) ? 'always' : leftOut(schema), noteOf(schema)])
  return rows.length === 0 ? '' : `${table([head, 'type', 'given', 'meaning'], rows)}\n`
}

function leftOut(schema: Schema | boolean): string {
  return typeof schema === 'object' && schema.default !== undefined ? `or \`${JSON.stringify(schema.default)}\`` : 'or not'
}

function noteOf(schema: Schema | boolean): string {
  return typeof schema === 'object' ? (schema.description ?? '') : ''
}

function typeOf(schema: Schema | boolean): string {
  if (typeof schema === 'boolean') return 'anything'
  const { $ref, type, items, properties, additionalProperties } = schema
  if ($ref !== undefined) return $ref.slice('#/$defs/'.length)
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' or ')
  if (schema.const !== undefined) return `\`${schema.const}\``
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return either.map(typeOf).join(' or ')
  if (type === 'array') return `array of ${typeOf(items as Schema)}` // as: our arrays are of one type
  if (properties !== undefined)
    return `{ ${Object.entries(properties)
      .map(([name, each]) => `${name}: ${typeOf(each)}`)
      .join(', ')} }`
  return typeof additionalProperties === 'object' ? `object of ${typeOf(additionalProperties)}s` : String(type)
}
