import type { CloseReason } from '@magpie-im/model'
import { empty, encodeFramed, packetByType, packets } from '@magpie-im/wire'
import type { Protocol } from '../../protocol.ts'
import { present } from './present.ts'
import { type OmtpPacket, OmtpReader } from './reader.ts'
import type { OmtpRoute } from './route.ts'
import { type OmtpPorts, omtpRoutes } from './routes/index.ts'
import { unsupported } from './routes/unsupported.ts'

export function omtp(ports: OmtpPorts): Protocol<OmtpPacket> {
  const routes = new Map<number, OmtpRoute>(omtpRoutes(ports).map((route) => [route.type, route]))
  const routeOf = ({ header }: OmtpPacket) => routes.get(header.type) ?? unsupported
  return {
    name: 'omtp',
    open: () => new OmtpReader(),
    routeOf,
    operationOf: ({ header }) => packetByType(header.type)?.name ?? (ports.custom.has(header.type) ? 'ROUTED' : 'unknown'),
    traceOf: ({ header }) => header.packId,
    refuse: (packet, error) => routeOf(packet).refuse(packet, error),
    present,
    farewell: (reason) => (signsOut.has(reason) ? kickout : undefined),
  }
}

/** After these the client shall not come back by itself. */
const signsOut: ReadonlySet<CloseReason> = new Set(['kicked', 'ended', 'disabled'])

const kickout = encodeFramed({ type: packets.KICKOUT.type, version: 1, flags: 0, packId: '' }, empty, undefined)
