import { z } from 'zod'
import { listed } from './commands/conversations.ts'
import { profile } from './commands/people.ts'
import { jsonCommands } from './commands.ts'
import { jsonEvents } from './events.ts'
import { group, member } from './group.ts'
import { message } from './message.ts'

type Schema = z.core.JSONSchema.JSONSchema

/** Schemas that are referred to by name. */
const objects = { Conversation: listed, Group: group, Member: member, Message: message, Profile: profile }
const names = new Map<unknown, string>(Object.entries(objects).map(([name, schema]) => [schema, name]))

interface CommandSchema {
  readonly about: string
  readonly request: Schema
  readonly reply: Schema
  readonly errors: readonly string[]
}

interface EventSchema {
  readonly about: string
  readonly frame: Schema
}

export interface JsonProtocolSchema {
  readonly $schema: string
  readonly title: string
  readonly commands: Readonly<Record<string, CommandSchema>>
  readonly events: Readonly<Record<string, EventSchema>>
  readonly $defs: Readonly<Record<string, Schema>>
}

/** The whole protocol as JSON Schema. */
export function jsonProtocolSchema(): JsonProtocolSchema {
  const commands = Object.values(jsonCommands).map(({ name, about, request, reply, errors }): [string, CommandSchema] => [
    name,
    { about, request: convert(request, 'input'), reply: convert(reply, 'output'), errors },
  ])
  const events = Object.values(jsonEvents).map(({ name, about, frame }): [string, EventSchema] => [
    name,
    { about, frame: convert(frame, 'output') },
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Magpie: JSON over WebSocket',
    commands: Object.fromEntries(commands),
    events: Object.fromEntries(events),
    $defs: Object.fromEntries(Object.entries(objects).map(([name, schema]) => [name, convert(schema, 'output')])),
  }
}

function convert(type: z.ZodType, io: 'input' | 'output'): Schema {
  const override = ({ zodSchema, jsonSchema }: { zodSchema: unknown; jsonSchema: Schema }) => {
    const name = zodSchema === type ? undefined : names.get(zodSchema)
    if (name !== undefined) refer(jsonSchema, name)
    // A later server may tell more: clients pass over what they do not know.
    else if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  }
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, override })
  return schema
}

function refer(schema: Schema, name: string): void {
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key)
  schema.$ref = `#/$defs/${name}`
}
