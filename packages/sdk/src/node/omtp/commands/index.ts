import type { Translations } from '../translation.ts'
import { conversationCommands } from './conversations.ts'
import { groupCommands } from './groups.ts'
import { messageCommands } from './messages.ts'
import { peopleCommands } from './people.ts'
import { sessionCommands } from './session.ts'

/** Every command of the JSON protocol: a new one does not compile until it is said here what becomes of it over OMTP. */
export const translations: Translations = {
  ...sessionCommands,
  ...messageCommands,
  ...conversationCommands,
  ...peopleCommands,
  ...groupCommands,
}
