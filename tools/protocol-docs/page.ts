import { readdirSync } from 'node:fs'
import { readSchemas } from '../tars/schemas.ts'
import { renewParts } from './marked-parts.ts'
import { enumTable, packetTable, structTables } from './tables.ts'

const routes = new URL('../../packages/gateway/src/protocols/omtp/routes/', import.meta.url)

/** A packet type is served when it has a file of its name among the routes. */
function routedPackets(): Set<string> {
  const names = readdirSync(routes).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  return new Set(names.map((file) => file.replace('.ts', '').replaceAll('-', '_').toUpperCase()))
}

const fromServer = new Set(['KICKOUT', 'MSG_SINGLE_CHAT', 'MSG_GROUP_CHAT', 'MSG_BIZ_NOTIFY', 'MSG_CTRL', 'MSG_READ', 'SYNC_DATA_CMD'])

function tables(): Record<string, string> {
  const schemas = readSchemas()
  return {
    packets: packetTable({ fromClients: routedPackets(), fromServer }),
    structs: structTables(schemas),
    flags: enumTable(schemas, 'PackFlags'),
    errors: enumTable(schemas, 'ErrorCode'),
    devices: enumTable(schemas, 'DeviceType'),
    contents: enumTable(schemas, 'ContentType'),
    commands: enumTable(schemas, 'ControlCommand'),
    syncs: enumTable(schemas, 'SyncCommand'),
  }
}

export const page = new URL('../../docs/protocols/omtp.md', import.meta.url)

/** The page with every generated part made anew. */
export function renew(text: string): string {
  return renewParts(text, tables())
}
