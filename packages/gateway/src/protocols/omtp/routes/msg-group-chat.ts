import { type ChatPorts, chat } from '../chat.ts'
import type { OmtpRoute } from '../route.ts'

export function msgGroupChat(ports: ChatPorts): OmtpRoute {
  return chat('group', ports)
}
