import { type Bug, type CatcherName, patchOf } from './bug.ts'
import { type Finding, openCatcher } from './catcher.ts'
import { type Checkout, root } from './checkout.ts'

export interface Verdict {
  readonly bug: Bug
  readonly seconds: number
  /** What found it. */
  readonly caught: (Finding & { readonly seed: number }) | undefined
  /** Why it was not caught. */
  readonly why: string
}

const patienceMs = 60_000
const searchMs = 300_000

/** Plants a bug in a checkout and lets its catcher look for it, then takes it out again. `search`: from the first seed on, for any finding. */
export async function trial(bug: Bug, checkout: Checkout, { search }: { readonly search: boolean }): Promise<Verdict> {
  const patch = patchOf(bug)
  let began = performance.now()
  try {
    await checkout.plant(patch)
  } catch (error) {
    const again = 'make the change by hand and write `git diff` into the patch again'
    return { bug, seconds: 0, caught: undefined, why: `the patch does not fit any more (${again}): ${wordsOf(error)}` }
  }
  try {
    await checkout.build()
    began = performance.now()
    const wanted = search ? { ...bug, seed: 1, finding: '', ms: searchMs } : { ...bug, ms: patienceMs }
    const caught = await hunt(wanted, checkout.folder)
    return { bug, seconds: secondsSince(began), caught, why: '' }
  } catch (error) {
    return { bug, seconds: secondsSince(began), caught: undefined, why: wordsOf(error) }
  } finally {
    await checkout.removeAgain(patch)
  }
}

/** An empty finding: any. */
interface Wanted extends Pick<Bug, 'catcher' | 'seed' | 'finding'> {
  readonly ms: number
}

/** Seeds from the recorded one on, for what changes in the simulation changes what a seed means. */
async function hunt({ catcher, seed: first, finding, ms }: Wanted, folder: string): Promise<Verdict['caught']> {
  const planted = openCatcher(catcher, folder)
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not caught in ${ms / 1000} s`)), ms)
  const judge = (seed: number) => Promise.race([planted.judge(seed), late])
  late.catch(() => undefined)
  try {
    for (let seed = first; ; seed++) {
      const found = (await judge(seed)).find(({ rule }) => finding === '' || rule === finding)
      if (found === undefined) continue
      const also = await findingWithout(catcher, seed)
      if (also === undefined) return { seed, ...found }
      if (finding !== '') throw new Error(`seed ${seed} is bad without the bug too: ${also.rule}: ${also.detail}`)
    }
  } finally {
    clearTimeout(timer)
    planted.end()
  }
}

/** In the sources as they are. */
async function findingWithout(catcher: CatcherName, seed: number): Promise<Finding | undefined> {
  const sound = openCatcher(catcher, root)
  try {
    const [finding] = await sound.judge(seed)
    return finding
  } finally {
    sound.end()
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
