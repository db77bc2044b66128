import { type FileId, type FileRecord, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { House } from '../../testing/house.fixture.ts'
import { Page } from '../../testing/page.fixture.ts'

const id = 'ab'.repeat(16) as FileId // as: 32 hexadecimal digits

/** Ann has uploaded a file. */
async function given() {
  const house = await House.withFriends('ann', 'ben', 'cleo')
  const told = { name: 'x', size: 3, sha256: '00', mediaType: 'text/plain', picture: undefined, unusedSince: 0, removed: false }
  const stamp = house.state.stamps.next()
  const record: FileRecord = { type: 'file', stamp, id, owner: parseUserId('ann'), createdAt: stamp, ...told }
  await new Promise<void>((durable, failed) => house.journal.append(record, { durable, failed }))
  const [ann, ben] = [await Page.online(house, 'ann'), await Page.online(house, 'ben')]
  return { house, ann, ben }
}

const mayHave = (house: House, user: string) =>
  house.fileAccess.get(parseUserId(user), id).then(
    () => true,
    () => false,
  )
const message = { to: 'user:ben', kind: 'file' as const, body: `{"url":"file:${id}"}`, files: [String(id)] }

it('a message holds the files that are sent with it, for who is shown it', async () => {
  const { house, ann, ben } = await given()
  expect(await ann.ask('sendFiles', message)).toMatchObject({ seq: 1 })
  expect(await ben.expect('message')).toMatchObject({ message: { kind: 'file' as const, body: message.body } })
  expect([await mayHave(house, 'ben'), await mayHave(house, 'cleo')]).toEqual([true, false])
})

it('who may not have a file does not send it, and a message that only names one gives nothing', async () => {
  const { house, ann, ben } = await given()
  expect(await ben.refused('sendFiles', { ...message, to: 'user:cleo' })).toBe('NotFound')
  expect(await ann.refused('sendFiles', { ...message, body: 'it is not named' })).toBe('BadRequest')
  const { files: _, ...named } = message
  await ann.ask('sendMessage', named)
  expect(await mayHave(house, 'ben')).toBe(false)
})

it('what is asked behind it comes behind it (I4)', async () => {
  const { ann, ben } = await given()
  ann.send('sendMessage', { to: 'user:ben', body: 'first' })
  ann.send('sendFiles', message)
  ann.send('sendMessage', { to: 'user:ben', body: 'last' })
  const bodies = [await ben.expect('message'), await ben.expect('message'), await ben.expect('message')].map((event) => event.message.body)
  expect(bodies).toEqual(['first', message.body, 'last'])
})
