import { mintToken } from '../target.ts'
import { sceneOf } from './scenes.ts'

// A process of its own: what it takes of the machine is its own. It is sent its orders, prepares, says so, and strikes when it is told to.

export interface Orders {
  readonly scene: string
  readonly port: number
  readonly httpPort: number
  readonly folder: string
  readonly seconds: number
}

process.once('message', async (orders: Orders) => {
  const { scene, port, httpPort, folder, seconds } = orders
  const strike = await sceneOf(scene).prepare({ port, httpPort, token: (user) => mintToken(user, folder) })
  process.once('message', async () => {
    process.send?.({ deeds: await strike(AbortSignal.timeout(seconds * 1000)) })
  })
  process.send?.('prepared')
})
// Whoever sent the orders is gone.
process.once('disconnect', () => process.exit(1))
