import { readFileSync } from 'node:fs'
import { connect } from '@magpie-im/sdk'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'

const readme = readFileSync(new URL('../../packages/sdk/README.md', import.meta.url), 'utf8')
const example = /```ts\nimport \{ connect \} from '@magpie-im\/sdk'\n([\s\S]*?)```/u.exec(readme)?.[1] ?? ''

it('the example of the README says hello to Ben, and shows what he answers', async () => {
  await using server = await startServer()
  const [, ben] = await server.friends('ann', 'ben')
  const lines: string[] = []
  const url = `ws://127.0.0.1:${server.httpPort}/ws`
  const surroundings = {
    connect,
    console: { log: (...words: unknown[]) => lines.push(words.join(' ')) },
    fetch: async () => ({ text: async () => server.token('ann') }),
  }
  const program = example.replace("'ws://127.0.0.1:7180/ws'", JSON.stringify(url))
  expect(program).toContain(url)
  const run = new Function(...Object.keys(surroundings), `return (async () => { ${program}; return client })()`)
  const client = await run(...Object.values(surroundings))

  await ben.expect('message')
  await ben.send('ann', 'At noon')
  await eventually(10_000, 'the answer', () => lines.includes('user:ben ben At noon') || undefined)
  await client.close()
  expect(lines).toEqual(['connecting', 'signedIn', 'sent', 'user:ben ann Lunch?', 'user:ben ben At noon', 'closed'])
})
