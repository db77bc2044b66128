import type { Command } from '../command.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'
import { user } from './user.ts'

export const commands: readonly Command[] = [serve, token, user]
