import { type ChatPorts, chat } from '../chat.ts'
import type { OmtpRoute } from '../route.ts'

export function msgSingleChat(ports: ChatPorts): OmtpRoute {
  return chat('single', ports)
}
