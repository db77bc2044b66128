import type { Plan, Step } from './plan.ts'

interface ShrinkOptions {
  /** Whether a plan still shows what is looked for. */
  readonly isBad: (plan: Plan) => Promise<boolean>
  /** Asked before every try; false ends it with what was found. */
  readonly goOn: () => boolean
}

/** A plan with as few steps as can be found that is still bad: takes away phones and kinds of faults, then ever smaller parts. */
export async function shrink(plan: Plan, { isBad, goOn }: ShrinkOptions): Promise<Plan> {
  let steps = plan.steps
  const attempt = async (fewer: readonly Step[]): Promise<boolean> => {
    if (fewer.length === steps.length || !goOn() || !(await isBad({ ...plan, steps: fewer }))) return false
    steps = fewer
    return true
  }
  for (const group of groupsOf(steps)) await attempt(steps.filter((step) => groupOf(step) !== group))
  for (let size = Math.ceil(steps.length / 2); size >= 1 && goOn(); size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what came late is seldom the cause.
    for (let at = steps.length; at > 0; at -= size) {
      const from = Math.max(0, at - size)
      await attempt([...steps.slice(0, from), ...steps.slice(at)])
    }
  }
  return { ...plan, steps }
}

function groupsOf(steps: readonly Step[]): Set<string> {
  return new Set(steps.map(groupOf))
}

function groupOf(step: Step): string {
  if (step.type === 'fault') return step.kind
  return step.type === 'deed' ? `phone ${step.phone}` : step.type
}
