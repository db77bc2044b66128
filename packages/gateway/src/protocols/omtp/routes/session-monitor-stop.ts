import { type FollowPorts, follow } from '../follow.ts'
import type { OmtpRoute } from '../route.ts'

export function sessionMonitorStop(ports: FollowPorts): OmtpRoute {
  return follow('stop', ports)
}
