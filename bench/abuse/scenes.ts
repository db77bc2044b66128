import type { Scene } from './scene.ts'
import { connectionFlood } from './scenes/connection-flood.ts'
import { groupFlood } from './scenes/group-flood.ts'
import { guessing } from './scenes/guessing.ts'
import { httpFlood } from './scenes/http-flood.ts'
import { oversize } from './scenes/oversize.ts'
import { reconnectStorm } from './scenes/reconnect-storm.ts'
import { slowReaders } from './scenes/slow-readers.ts'
import { slowSignIn } from './scenes/slow-sign-in.ts'

const jitterMs = 30_000

export const scenes: readonly Scene[] = [
  connectionFlood,
  slowSignIn,
  slowReaders,
  oversize,
  guessing,
  groupFlood,
  httpFlood,
  reconnectStorm('storm-with-jitter', jitterMs),
  reconnectStorm('storm-at-once', 0),
]

export function sceneOf(name: string): Scene {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`there is no scene ${name}; there are ${scenes.map((each) => each.name).join(', ')}`)
  return scene
}
