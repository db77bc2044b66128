import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { Server } from './process.ts'

/** One server for all tests of a file, for tests that cannot hurt each other, or whose very subject is that they do not. */
export function shareServer(): () => Server {
  let server: Server | undefined
  const get = () => {
    if (server === undefined) throw new Error('the server is there in tests and hooks only')
    return server
  }
  beforeAll(async () => {
    server = new Server({ shared: true })
    await server.start()
  })
  beforeEach(() => onTestFailed(() => get().printLog()))
  afterAll(() => server?.[Symbol.asyncDispose]())
  return get
}
