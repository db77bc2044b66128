import fs from 'node:fs'
import { makeTemplate, type Outcome, type Plan, planOf, shrink, simulate, temporaryRoot, timeline } from '@magpie-im/simulation'

const shrinkMs = 60_000
const shownWrongs = 10

/** Lives one seed and, if it is bad, looks for the shortest life that is bad in the same way, and tells it. The exit code. */
export async function explain(seed: number, { always }: { readonly always: boolean }): Promise<number> {
  const root = temporaryRoot()
  try {
    const template = await makeTemplate(root)
    const live = (plan: Plan) => simulate(plan, { template, folder: root })
    const outcome = await live(planOf(seed))
    if (always || outcome.wrongs.length > 0) tell(outcome)
    const rule = outcome.wrongs[0]?.rule
    if (rule === undefined) return 0
    say(`making it shorter, for at most ${shrinkMs / 1000} s …`)
    const last = performance.now() + shrinkMs
    const isBad = async (plan: Plan) => (await live(plan)).wrongs.some((wrong) => wrong.rule === rule)
    const short = await live(await shrink(outcome.plan, { isBad, goOn: () => performance.now() < last }))
    const wrong = short.wrongs.find((other) => other.rule === rule)
    if (wrong === undefined) throw new Error(`seed ${seed} is not the same twice`)
    say(timeline(short, wrong).join('\n'))
    say(`${short.plan.steps.length} of ${outcome.plan.steps.length} steps: ${wrong.rule}: ${wrong.detail}`)
    say(`simulation: BAD, seed ${seed} (${rule}); again: npm run simulate -- --seed ${seed}`)
    return 1
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}

function tell({ plan, figures, faults, wrongs, hash }: Outcome): void {
  const counted = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value)}`)
  say(`seed ${plan.seed}, history ${hash}: ${counted.join(', ')}`)
  say(`faults: ${[...faults].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
  for (const { rule, detail } of wrongs.slice(0, shownWrongs)) say(`${rule}: ${detail}`)
  if (wrongs.length === 0) say(`simulation: CLEAN, seed ${plan.seed}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
