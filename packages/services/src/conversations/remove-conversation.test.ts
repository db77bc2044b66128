import { connectionId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { Horizon } from '../sync/horizon.ts'
import { SyncWindow } from '../sync/sync-window.ts'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('a conversation that was removed is back with the next message, with its unread', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ann, ben, 'one')
  await writers.removeConversation.remove({ user: ben, connection: connectionId(7) }, writers.pair(ann, ben))
  expect(await listOf(writers)).toEqual([])
  expect(writers.deliveries.all.at(-1)).toMatchObject({
    to: ben,
    event: { kind: 'conversation-removed', audience: 'single', peer: ann },
    except: connectionId(7),
  })

  await writers.say(ann, ben, 'two')
  expect(await listOf(writers)).toMatchObject([{ unread: 2, newest: { body: 'two' } }])
})

it('nobody removes what he is not in (I8)', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  await expect(writers.removeConversation.remove({ user: cleo }, writers.pair(ann, ben))).rejects.toMatchObject({
    name: 'NotInConversation',
  })
})

async function listOf(writers: Writers) {
  const asOf = new SyncWindow(new Horizon(writers.journal, writers.state.stamps).now)
  return (await writers.readModel.conversations.list({ user: ben, after: 0, limit: 10, asOf })).items
}
