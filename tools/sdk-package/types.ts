/** What is used of JSON Schema to declare the protocol. */
export interface Schema {
  readonly type?: string
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly $ref?: string
}

export interface Protocol {
  readonly commands: Readonly<Record<string, { readonly about: string; readonly request: Schema; readonly reply: Schema }>>
  readonly events: Readonly<Record<string, { readonly about: string; readonly frame: Schema }>>
  readonly $defs: Readonly<Record<string, Schema>>
}

const simple: Readonly<Record<string, string>> = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }

/** The protocol's types as the package `wire` exports them, with nothing to import. */
export function protocolTypes({ commands, events, $defs }: Protocol): string {
  const rows = Object.entries(commands).map(([name, { about, request, reply }]) => field(name, object({ request, reply }), about))
  const frames = Object.entries(events).map(([name, { about, frame }]) => field(name, typeOf(frame), about))
  return [
    ...Object.entries($defs).map(([name, schema]) => `export type Json${name} = ${typeOf(schema)}`),
    `interface Commands {\n${rows.join('\n')}\n}`,
    `interface Events {\n${frames.join('\n')}\n}`,
    `export type JsonCommandName = keyof Commands
export type JsonEventName = keyof Events
export type JsonRequest<N extends JsonCommandName> = Commands[N]['request']
export type JsonReply<N extends JsonCommandName> = Commands[N]['reply']
export type JsonEvent<N extends JsonEventName = JsonEventName> = Events[N]
export interface JsonRefusal {
  readonly id?: string | number
  readonly error: { readonly code: string; readonly message: string; readonly retry: boolean; readonly retryAfterMs?: number }
}`,
  ].join('\n\n')
}

function object({ request, reply }: { readonly request: Schema; readonly reply: Schema }): string {
  return `{ request: ${typeOf(request)}; reply: ${typeOf(reply)} }`
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return `Json${schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)}`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either !== undefined) return either.map(typeOf).join(' | ')
  if (schema.items !== undefined) return `(${typeOf(schema.items)})[]`
  if (schema.type === 'object') return objectOf(schema)
  const known = simple[schema.type ?? '']
  if (known === undefined) throw new Error(`no type for ${JSON.stringify(schema)}`)
  return known
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined)
    return typeof additionalProperties === 'object' ? `{ [name: string]: ${typeOf(additionalProperties)} }` : '{}'
  const fields = Object.entries(properties).map(([name, schema]) =>
    field(required.includes(name) ? name : `${name}?`, typeOf(schema), schema.description),
  )
  return `{\n${fields.join('\n')}\n}`
}

function field(name: string, type: string, about: string | undefined): string {
  const comment = about === undefined ? '' : `/** ${about.replaceAll('*/', '* /')} */\n`
  return `${comment}${name}: ${type}`
}
