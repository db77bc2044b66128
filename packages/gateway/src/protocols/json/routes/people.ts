import type { Journal } from '@magpie-im/model'
import { type ConversationNames, getProfiles, type MonitorConversations, type Profiles, type UpdateProfile } from '@magpie-im/services'
import { type JsonRoute, route } from '../route.ts'
import { nameOfFollowed, showMessage, showProfile } from '../views.ts'

export interface PeoplePorts {
  readonly journal: Journal
  readonly profiles: Profiles
  readonly updateProfile: UpdateProfile
  readonly monitor: MonitorConversations
  readonly names: ConversationNames
}

export function peopleRoutes(ports: PeoplePorts) {
  const { monitor, names } = ports
  return {
    getProfiles: route('getProfiles', async ({ request: { users } }) => {
      const found = await getProfiles(ports, users)
      return { items: found.flatMap(({ id, profile }) => (profile === undefined ? [] : [{ user: id, profile: showProfile(profile) }])) }
    }),
    updateProfile: route('updateProfile', ({ request: { id: _, type: __, birthday, ...texts }, operator: { user } }) =>
      ports.updateProfile.update(user, { ...texts, ...(birthday !== undefined && { birthday: BigInt(birthday) }) }),
    ),
    followConversation: route('followConversation', ({ request: { conversation, of }, operator: { user } }) =>
      monitor.start(user, names.resolve(of ?? user, conversation)),
    ),
    unfollowConversation: route('unfollowConversation', ({ request: { conversation, of }, operator: { user } }) =>
      monitor.stop(user, names.resolve(of ?? user, conversation)),
    ),
    listFollowed: route('listFollowed', async ({ operator: { user } }) => {
      const followed = await monitor.list(user)
      return {
        items: followed.map(({ thread, newest }) => ({
          ...nameOfFollowed(thread),
          ...(newest !== undefined && { newest: showMessage(newest) }),
        })),
      }
    }),
  } satisfies Record<string, JsonRoute>
}
