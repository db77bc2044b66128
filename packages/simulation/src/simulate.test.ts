import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faultKinds, type Plan, planOf } from './plan.ts'
import { shrink } from './shrink.ts'
import { type Outcome, simulate } from './simulate.ts'
import { timeline } from './timeline.ts'
import { makeTemplate, type Template, temporaryRoot } from './world.ts'

const patienceMs = 120_000

let root: string
let template: Template

beforeAll(async () => {
  root = temporaryRoot()
  template = await makeTemplate(root)
}, patienceMs)

afterAll(() => fs.rmSync(root, { recursive: true }))

const live = (plan: Plan): Promise<Outcome> => simulate(plan, { template, folder: root })

it(
  'nothing acknowledged is lost, doubled or reordered in the lives of the first seeds',
  async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { wrongs, figures, faults } = await live(planOf(seed))
      expect(wrongs, `seed ${seed}`).toEqual([])
      expect(figures.phones).toBeGreaterThanOrEqual(5)
      expect(figures.messages).toBeGreaterThanOrEqual(200)
      expect(
        [...faults.values()].reduce((sum, count) => sum + count, 0),
        `seed ${seed}`,
      ).toBeGreaterThanOrEqual(5)
    }
  },
  patienceMs,
)

it(
  'a seed is the same life every time',
  async () => {
    const first = await live(planOf(3))
    const second = await live(planOf(3))
    expect(second.history).toEqual(first.history)
    expect(second.hash).toBe(first.hash)
    expect((await live(planOf(4))).hash).not.toBe(first.hash)
  },
  patienceMs,
)

it('a world in which nothing is done comes to rest, and its timeline says so', async () => {
  const outcome = await live({ seed: 1, segmentBytes: 16_384, steps: [] })
  expect(outcome.wrongs).toEqual([])
  expect(timeline(outcome, { rule: 'none', detail: '' }).at(0)).toMatch(/ann\/before .* connects/)
})

it('a life is shortened to the steps that its end needs', async () => {
  const plan = planOf(5)
  const needed = [plan.steps[17], plan.steps[140], plan.steps.at(-3)]
  let tries = 0
  const isBad = async ({ steps }: Plan) => {
    tries++
    return needed.every((step) => step !== undefined && steps.includes(step))
  }
  const short = await shrink(plan, { isBad, goOn: () => true })
  expect(short.steps).toEqual(needed)
  expect(tries).toBeLessThan(200)
  expect((await shrink(plan, { isBad, goOn: () => false })).steps).toEqual(plan.steps)
})

it('the plans of a hundred seeds have every kind of fault', () => {
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 100; seed++) for (const step of planOf(seed).steps) if (step.type === 'fault') kinds.add(step.kind)
  expect([...kinds].sort()).toEqual([...faultKinds].sort())
})
