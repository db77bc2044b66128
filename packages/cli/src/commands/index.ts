import type { Command } from '../command.ts'
import { chat } from './chat.ts'
import { compact } from './compact.ts'
import { doctor } from './doctor.ts'
import { identity } from './identity.ts'
import { key } from './key.ts'
import { right } from './right.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'
import { trace } from './trace.ts'
import { user } from './user.ts'

export const commands: readonly Command[] = [serve, chat, token, user, key, right, identity, trace, compact, doctor]
