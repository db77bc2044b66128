import type { Clock, Deliveries, FriendList, Journal } from '@magpie-im/model'
import {
  AddFriend,
  AnswerFriendRequest,
  BlockUser,
  FriendAttributes,
  RemoveConversation,
  RemoveFriend,
  SetConversationAttribute,
  UpdateProfile,
  type WritersState,
} from '@magpie-im/services'
import type { Config } from './config/keys.ts'

interface PeoplePorts {
  readonly journal: Journal
  readonly state: WritersState
  readonly friends: FriendList
  readonly deliveries: Deliveries
}

interface FriendshipPorts extends Omit<PeoplePorts, 'friends'> {
  readonly config: Config
  readonly clock: Clock
}

/** How people become friends. */
export function friendshipOf({ config, journal, state, deliveries, clock }: FriendshipPorts) {
  const ports = {
    ...state,
    ...{ journal, deliveries, clock },
    get mostFriends() {
      return config['limits.friends']
    },
    get friendPolicy() {
      return config['friends.policy']
    },
  }
  return {
    addFriend: new AddFriend(ports),
    answerFriendRequest: new AnswerFriendRequest(ports),
  }
}

/** What users do about themselves, their friends and their lists. */
export function people({ journal, state, friends, deliveries }: PeoplePorts) {
  const { conversations, conversationAttributes, profiles, accounts, blocks, stamps } = state
  return {
    removeFriend: new RemoveFriend({ journal, conversations, deliveries }),
    friendAttributes: new FriendAttributes({ journal, conversations, deliveries }),
    setConversationAttribute: new SetConversationAttribute({ journal, conversationAttributes }),
    updateProfile: new UpdateProfile({ journal, profiles, friends, deliveries }),
    blockUser: new BlockUser({ journal, accounts, blocks }),
    removeConversation: new RemoveConversation({ journal, stamps, deliveries }),
    profiles,
  }
}
