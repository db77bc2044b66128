import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'
import { patience, shareBrowser } from './browser.ts'

const server = shareServer()
const open = shareBrowser()

it(
  'the link that the server prints opens the chat signed in, and the token leaves the address',
  async () => {
    await using ann = await open(server().demoLink('ann'))
    await ann.page.getByRole('navigation', { name: 'Chats' }).waitFor()
    expect(ann.page.url()).toBe(`http://127.0.0.1:${server().httpPort}/`)
    await ann.page.getByText('No chats yet').waitFor()
    ann.expectClean()
  },
  patience,
)

it(
  'the page of the console is there too',
  async () => {
    await using operator = await open(`http://127.0.0.1:${server().httpPort}/admin/`)
    await operator.page.getByRole('heading', { name: 'Magpie' }).waitFor()
    operator.expectClean()
  },
  patience,
)
