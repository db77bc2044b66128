import { ImError } from '@magpie-im/model'
import type { Protocol } from '../../protocol.ts'
import { farewell, present } from './present.ts'
import { type JsonPacket, JsonReader } from './reader.ts'
import { refusalFrame } from './reply.ts'
import type { JsonRoute } from './route.ts'
import { type JsonPorts, jsonRoutes } from './routes/index.ts'

/** One JSON object per text message of a WebSocket. */
export function json(ports: JsonPorts): Protocol<JsonPacket> {
  const routes = new Map<string, JsonRoute>(Object.entries(jsonRoutes(ports)))
  return {
    name: 'json',
    open: () => new JsonReader(),
    routeOf: ({ type, problem }) => (problem === undefined ? (routes.get(type) ?? unknown) : unreadable),
    operationOf: ({ type, problem }) => (problem === undefined && routes.has(type) ? type : 'unknown'),
    traceOf: ({ id }) => (typeof id === 'string' ? id : ''),
    refuse: refusalFrame,
    present,
    farewell,
  }
}

/** Answered, never dropped (I15), whoever sends it. */
const unknown: JsonRoute = {
  access: 'anyone',
  order: 'pipelined',
  handle: () => {
    throw new ImError('Unsupported')
  },
}

const unreadable: JsonRoute = {
  access: 'anyone',
  order: 'pipelined',
  handle: ({ problem = '' }) => {
    throw new ImError('BadRequest', { detail: problem })
  },
}
