import { type FollowPorts, follow } from '../follow.ts'
import type { OmtpRoute } from '../route.ts'

export function sessionMonitorStart(ports: FollowPorts): OmtpRoute {
  return follow('start', ports)
}
