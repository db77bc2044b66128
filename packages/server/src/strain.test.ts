import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { strainSampler } from './strain.ts'

it('a loop that is held up shows, and the next sample begins anew', async () => {
  const sampler = strainSampler(0)
  try {
    await turns(2)
    sampler.sample()
    for (let i = 0; i < 3; i++) await held(100)
    expect(sampler.sample().loopDelayMs).toBeGreaterThan(30)
  } finally {
    sampler.stop()
  }
})

it('memory is a part of what the server may take', () => {
  const [small, large] = [strainSampler(1), strainSampler(10_000_000)]
  expect(small.sample().memory).toBeGreaterThan(1)
  expect(large.sample().memory).toBeGreaterThan(0)
  expect(large.sample().memory).toBeLessThan(0.8)
  for (const sampler of [small, large]) sampler.stop()
})

async function held(ms: number): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until);
  await turns(1)
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
