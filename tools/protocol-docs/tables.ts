import { empty, packets, raw } from '../../packages/wire/src/index.ts'
import type { Enum, FieldType, Schema, Struct } from '../tars/parser.ts'
import { table } from './marked-parts.ts'

interface Served {
  /** Types that have a route. */
  readonly fromClients: ReadonlySet<string>
  /** Types that the server sends without having been asked. */
  readonly fromServer: ReadonlySet<string>
}

type Row = (typeof packets)[keyof typeof packets]

export function packetTable(served: Served): string {
  const rows = Object.values(packets).map((row) => [
    row.type,
    row.name,
    row.from === 'both' ? 'client, server' : row.from,
    payloadName(row.request.name),
    row.reply === undefined ? 'none' : payloadName(row.reply.name),
    service(row, served),
  ])
  return table(['type', 'name', 'sent by', 'payload', 'reply', 'served'], rows)
}

function payloadName(struct: string): string {
  if (struct === raw.name) return 'anything, returned as it came'
  return struct === empty.name ? 'empty' : struct
}

function service({ name, from }: Row, { fromClients, fromServer }: Served): string {
  const whenAsked = fromClients.has(name) ? 'yes' : 'no: EC_PROTOCOL'
  const whenSent = fromServer.has(name) ? 'yes' : 'not yet'
  if (from === 'client') return whenAsked
  return from === 'server' ? `from the server: ${whenSent}` : `from clients: ${whenAsked}; from the server: ${whenSent}`
}

export function structTables(schemas: readonly Schema[]): string {
  const titles = (schema: Schema) =>
    schema.structs.length === 0 ? '' : `### ${schema.file}\n\n${schema.structs.map(structTable).join('\n')}\n`
  return schemas.map(titles).join('')
}

function structTable({ name, note, fields }: Struct): string {
  const rows = fields.map((field) => [
    field.tag,
    field.name,
    typeText(field.type),
    field.required || field.type.kind === 'enum' || field.type.kind === 'struct' ? 'always' : 'unless default',
    field.required ? 'yes' : 'no',
    field.note,
  ])
  return `#### ${name}\n\n${note}\n\n${table(['tag', 'field', 'type', 'written', 'required', 'meaning'], rows)}`
}

function typeText(type: FieldType): string {
  if (type.kind === 'bytes') return '`vector<byte>`'
  if (type.kind === 'list') return `vector of ${typeText(type.of)}`
  return 'name' in type ? type.name : type.kind
}

export function enumTable(schemas: readonly Schema[], name: string): string {
  const found = schemas.flatMap(({ enums }) => enums).find((one) => one.name === name)
  return found === undefined ? '' : membersOf(found)
}

function membersOf({ members }: Enum): string {
  return table(
    ['value', 'name', 'meaning'],
    members.map((member) => [member.value, member.name, member.note]),
  )
}
