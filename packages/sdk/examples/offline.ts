import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, memoryStore, type Store } from '@magpie-im/sdk'
import { type SqliteStore, sqliteStore } from '@magpie-im/sdk/node'
import { next, people, place, shows } from './people.ts'

const { ann, ben, close } = await people()
const folder = mkdtempSync(join(tmpdir(), 'magpie-example-'))
const file: SqliteStore = sqliteStore(join(folder, 'chat.db'))
const open = (store: Store, url = place.url) =>
  connect({ url, user: place.ben, token: place.bensToken, device: { id: 'phone', type: 'ios' }, store })

const first = open(file)
await next(first, 'synced')
const heard = next(first, 'message')
await ann.send(`user:${ben.user}`, 'See you at noon').settled
console.log('heard:', (await heard).message.body)
await shows(first.timeline(`user:${ann.user}`), ({ entries }) => entries.length > 0)
await shows(first.conversationList(), ({ isComplete }) => isComplete)
await first.close()

const offline = open(file, 'ws://127.0.0.1:1/ws')
const list = offline.conversationList()
offline.send(`user:${ann.user}`, 'Written in a tunnel')
const timeline = offline.timeline(`user:${ann.user}`)
await shows(timeline, ({ entries }) => entries.length > 1)
console.log(list.items.length, 'conversation, complete:', list.isComplete)
for (const { body, outgoing = 'received' } of timeline.entries) console.log(outgoing, body)
await offline.close()

const arrived = next(ann, 'message')
const again = open(file)
console.log('arrived:', (await arrived).message.body)
await again.close()
file.close()
rmSync(folder, { recursive: true })

const forgetful = open(memoryStore())
await next(forgetful, 'synced')
await Promise.all([forgetful.close(), close()])

// heard: See you at noon
// 1 conversation, complete: false
// received See you at noon
// sending Written in a tunnel
// arrived: Written in a tunnel
