import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { deviations, pushDeviations } from './deviations.ts'
import { recordings } from './recording.ts'
import { Replay } from './replay.ts'

it.for(recordings.map((recording) => [recording.name, recording] as const))('the stock client is satisfied: %s', async ([, recording]) => {
  await using server = await startServer()
  // A friend must exist; in the recording nobody asked.
  for (const user of recording.users) await (await server.signIn(user, { deviceType: 3, sync: false })).close()
  await new Replay(server, recording).run()
})

it('knows every session that it deviates from', () => {
  const names = recordings.map(({ name }) => name)
  const rows = [...deviations, ...pushDeviations]
  for (const { session } of rows) expect([undefined, ...names]).toContain(session)
})
