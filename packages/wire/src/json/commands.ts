import { annotationCommands } from './commands/annotations.ts'
import { conversationCommands } from './commands/conversations.ts'
import { friendCommands } from './commands/friends.ts'
import { groupCommands } from './commands/groups.ts'
import { messageCommands } from './commands/messages.ts'
import { peopleCommands } from './commands/people.ts'
import { presenceCommands } from './commands/presence.ts'
import { sessionCommands } from './commands/session.ts'

/** Everything a client may ask. */
export const jsonCommands = {
  ...sessionCommands,
  ...conversationCommands,
  ...messageCommands,
  ...annotationCommands,
  ...friendCommands,
  ...groupCommands,
  ...peopleCommands,
  ...presenceCommands,
}
