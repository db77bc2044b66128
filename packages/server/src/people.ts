import type { Deliveries, FriendList, Journal } from '@magpie-im/model'
import { FriendAttributes, RemoveFriend, SetConversationAttribute, UpdateProfile, type WritersState } from '@magpie-im/services'

interface PeoplePorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly friends: FriendList
  readonly deliveries: Deliveries
}

/** What users do about themselves, their friends and their lists. */
export function people({ journal, state, friends, deliveries }: PeoplePorts) {
  const { conversations, conversationAttributes, profiles } = state
  return {
    removeFriend: new RemoveFriend({ journal, conversations, deliveries }),
    friendAttributes: new FriendAttributes({ journal, conversations, deliveries }),
    setConversationAttribute: new SetConversationAttribute({ journal, conversationAttributes }),
    updateProfile: new UpdateProfile({ journal, profiles, friends, deliveries }),
    profiles,
  }
}
