import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { deviations, pushDeviations, undelivered } from './deviations.ts'
import { pushesTo, type Recording, recordings } from './recording.ts'
import { Replay } from './replay.ts'

it.for(recordings.map((recording) => [recording.name, recording] as const))('the stock client is satisfied: %s', async ([, recording]) => {
  await using server = await startServer()
  // A friend must exist; in the recording nobody asked.
  for (const user of recording.users) await (await server.signIn(user, { deviceType: 3, sync: false })).close()
  await new Replay(server, recording).run()
})

it.each(deviations)('a request is answered otherwise since $reason', ({ session, request }) => {
  const requests = recordings
    .filter(({ name }) => name === (session ?? name))
    .flatMap(({ frames }) => frames.filter((frame) => frame.fromClient))
  const indexes = requests.map(({ index }) => index)

  if (typeof request === 'function') expect(requests.some(request)).toBe(true)
  else expect(indexes).toEqual(expect.arrayContaining([...request]))
})

it.each(undelivered)('$push of $session is in the recording and not delivered here', ({ session, connection, push }) => {
  const recording = recordingOf(session)
  const connections = connection === undefined ? recording.connections.map((row) => row.connection) : [connection]

  expect(connections.flatMap((number) => pushesTo(recording, number)).map(({ name }) => name)).toContain(push)
})

it.each(pushDeviations)('$adds of $session is not in the recording and pushed here', ({ session, connection, adds, cause }) => {
  const recording = recordingOf(session)

  expect(recording.frames[cause]?.fromClient).toBe(true)
  expect(pushesTo(recording, connection)).not.toContainEqual({ name: adds, cause })
})

function recordingOf(session: string): Recording {
  const recording = recordings.find(({ name }) => name === session)
  if (recording === undefined) throw new Error(`no session ${session} was recorded`)
  return recording
}
