import type { Frame, Stack } from './cpu-profile.ts'

/** What the server does for a message; `other` is what belongs to none. */
export const stages = ['read', 'decode', 'rules', 'journal', 'deliver', 'project', 'search', 'collect', 'other'] as const
export type Stage = (typeof stages)[number]

export const meanings: Readonly<Record<Stage, string>> = {
  read: "the system's sockets, and what Node does around them",
  decode: 'bytes to packets',
  rules: 'from a request to a record: order, limits, rights, repeats, number',
  journal: 'composing and writing durable batches',
  deliver: 'presenting to recipients, acknowledgements, what goes out to sockets',
  project: 'the read model and the tail before it',
  search: 'the index that searches are answered from',
  collect: 'garbage, and what V8 does beside',
  other: 'everything else',
}

/** Of a file and a function in it: the first that matches, from where the time was spent outwards, says whose time it is. What serves several stages (wire, model) is in none of them. */
const rules: readonly (readonly [RegExp, Stage])[] = [
  [/^packages\/storage\/|^packages\/server\/.*\/read-model\//u, 'project'],
  [/^packages\/journal\//u, 'journal'],
  [/^packages\/gateway\/.*\/listeners\/\w+\.[jt]s:\d+ write$/u, 'deliver'],
  [/^packages\/gateway\/.*\/(?:outbox|registry|session|present|subscriptions|publishing)\.[jt]s/u, 'deliver'],
  [/^packages\/gateway\/.*\/(?:reader|framing|connection|tcp|websocket|envelope)\.[jt]s/u, 'decode'],
  [/^packages\/(?:services|gateway|server)\//u, 'rules'],
]

export function stageOf(frames: readonly Frame[]): Stage {
  if (frames.at(-1)?.name === '(garbage collector)') return 'collect'
  for (const { file, name } of [...frames].reverse()) {
    const rule = rules.find(([pattern]) => pattern.test(`${file} ${name}`))
    if (rule !== undefined) return rule[1]
  }
  return frames.some(({ file, name }) => file.startsWith('node:net') || file.startsWith('node:internal/stream') || name === '(program)')
    ? 'read'
    : 'other'
}

/** Of a thread; all of it is of one stage where that is said. */
export function byStage(stacks: readonly Stack[], only?: Stage): Map<Stage, number> {
  const times = new Map<Stage, number>(stages.map((stage) => [stage, 0]))
  for (const { frames, microseconds } of stacks) {
    const stage = only ?? stageOf(frames)
    times.set(stage, (times.get(stage) ?? 0) + microseconds)
  }
  return times
}

export interface ThreadNames {
  readonly name: string
  /** As Linux knows it. */
  readonly system: string
  /** To which all its time belongs. */
  readonly stage?: Stage
}

/** Threads of V8 itself that collect garbage and compile beside the others. */
export const collectors = 'V8Worker'

const threads: readonly (ThreadNames & { readonly program: RegExp })[] = [
  { program: /read-model\/thread\.[jt]s/u, name: 'read model', system: 'read-model', stage: 'project' },
  { program: /search\/thread\.[jt]s/u, name: 'search', system: 'search', stage: 'search' },
  { program: /^packages\/journal\/.*\/thread\.[jt]s/u, name: 'journal', system: 'WorkerThread', stage: 'journal' },
]

/** Told by what its program is, which runs when the thread begins and may be in no stack later. */
export function threadOf(files: readonly string[]): ThreadNames {
  return threads.find(({ program }) => files.some((file) => program.test(file))) ?? { name: 'main', system: 'main' }
}
