import { expect, it } from 'vitest'
import { pairs } from './pairs.ts'

// How fast is said, not judged: machines differ, and this one is busy with other tests.
it('every message of a short bench is acknowledged and delivered in order', { timeout: 120_000 }, async () => {
  const said: string[] = []
  const options = { seconds: 1, runs: 1, scenes: '50x1,50x16', save: false, progress: () => undefined }

  const code = await pairs({ ...options, say: (text) => said.push(text) })

  process.stdout.write(`${said.filter((text) => text.startsWith('server / relay')).join('\n')}\n`)
  expect(said.filter((text) => text.includes('WRONG'))).toEqual([])
  expect(code).toBe(0)
})
