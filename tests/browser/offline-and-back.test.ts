import type { WebSocketRoute } from 'playwright-core'
import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser, type Window } from './browser.ts'
import { Chat } from './chat.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'who was offline finds what was written meanwhile, and what he wrote himself arrives once and in order',
  async () => {
    await using annsWindow = await open('about:blank')
    const line = await cutAtWill(annsWindow)
    await annsWindow.page.goto(server().demoLink('ann'))
    await using bensWindow = await open(server().demoLink('ben'))
    const [ann, ben] = [new Chat(annsWindow), new Chat(bensWindow)]
    await ann.openChat('ben')
    await ann.write('One')
    await ben.openChat('ann')
    await ben.sees('One')

    await line.cut()
    await ann.page.getByText('Offline.').waitFor()
    await ann.write('Two')
    await ann.write('Three')
    await ben.write('Are you there?')
    await ann.messages.locator('article', { hasText: 'Three' }).getByTitle('sending').waitFor()

    line.mend()
    await ann.sees('Are you there?')
    await ben.sees('Three')
    for (const { messages } of [ann, ben]) {
      expect(await messages.locator('.words').allTextContents()).toEqual(['One', 'Are you there?', 'Two', 'Three'])
    }
    expect(await ann.messages.getByTitle('sending').count()).toBe(0)
    ben.window.expectClean()
  },
  patience,
)

/** The connection of a page, which ends when the test says so. */
async function cutAtWill({ page }: Window) {
  const sockets = new Set<WebSocketRoute>()
  let isCut = false
  await page.routeWebSocket(/\/ws$/u, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    sockets.add(socket)
  })
  return {
    cut: async () => {
      isCut = true
      for (const socket of sockets) await socket.close()
    },
    mend: () => {
      isCut = false
    },
  }
}
