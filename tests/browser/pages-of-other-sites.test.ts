import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { sha256Of } from '../drivers/files.ts'
import { startServer } from '../drivers/process.ts'
import { patience, shareBrowser, type Window } from './browser.ts'

const open = shareBrowser()

it(
  'a page of an allowed site sends a file, reads it again and opens a socket; a page of any other does not',
  async () => {
    await using shop = await Site.open()
    await using stranger = await Site.open()
    await using server = await startServer({ env: { MAGPIE_HTTP_ALLOWED_ORIGINS: shop.origin } })
    const at = { host: `127.0.0.1:${server.httpPort}`, token: server.token('ann') }

    await using ofShop = await open(shop.origin)
    const { link, ...done } = await uploadFrom(ofShop, at)
    expect(done).toEqual({ complete: true, text: 'a plan' })
    expect(await socketFrom(ofShop, at)).toBe('open')
    ofShop.expectClean()

    await using ofStranger = await open(stranger.origin)
    await expect(uploadFrom(ofStranger, at)).rejects.toThrow('Failed to fetch')
    expect(await socketFrom(ofStranger, at)).toBe('closed')
    expect(await textOf(ofStranger, `http://${at.host}${link}`), 'who has a link has the file').toBe('a plan')
  },
  patience,
)

interface At {
  readonly host: string
  readonly token: string
}

interface Answer {
  readonly id: string
  readonly complete: boolean
  readonly url: string
}

function uploadFrom({ page }: Window, at: At) {
  const bytes = Buffer.from('a plan')
  const about = { name: 'plan.txt', size: bytes.length, sha256: sha256Of(bytes) }
  return page.evaluate(
    async ({ host, token, about }) => {
      const files = `http://${host}/api/v1/users/ann/files`
      const authorization = `Bearer ${token}`
      const begin = { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(about) }
      const answer = async (url: string, init: RequestInit) => (await (await fetch(url, init)).json()) as Answer // as: what the API says
      const { id } = await answer(files, begin)
      const part = { method: 'PATCH', headers: { authorization, 'content-type': 'application/octet-stream' }, body: 'a plan' }
      const { complete } = await answer(`${files}/${id}?offset=0`, part)
      const { url } = await answer(`${files}/${id}/link`, { headers: { authorization } })
      const text = await (await fetch(`http://${host}${url}`)).text()
      return { complete, text, link: url }
    },
    { ...at, about },
  )
}

function textOf({ page }: Window, url: string): Promise<string> {
  return page.evaluate(async (url) => await (await fetch(url)).text(), url)
}

function socketFrom({ page }: Window, { host }: At): Promise<string> {
  return page.evaluate(async (host) => {
    const socket = new WebSocket(`ws://${host}/ws`)
    return await new Promise<string>((resolve) => {
      socket.onopen = () => resolve('open')
      socket.onerror = () => resolve('closed')
    })
  }, host)
}

/** Somebody's web site, of one empty page. */
class Site {
  readonly origin: string
  readonly #server: HttpServer

  private constructor(server: HttpServer) {
    this.#server = server
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // as: always so while it listens
  }

  static async open(): Promise<Site> {
    const page = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A shop</title></html>'
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return new Site(server)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
