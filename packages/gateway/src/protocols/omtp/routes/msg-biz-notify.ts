import { type ChatPorts, chat } from '../chat.ts'
import type { OmtpRoute } from '../route.ts'

export function msgBizNotify(ports: ChatPorts): OmtpRoute {
  return chat('notice', ports)
}
