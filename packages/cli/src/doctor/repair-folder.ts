import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const stepsName = 'steps.json'
const doneName = 'done.json'

interface Step {
  /** In the data folder. */
  readonly path: string
  /** Whether something takes its place. */
  readonly isNew: boolean
}

/**
 * A change of several files of a data folder that happens as a whole, whenever the process ends. What is to be there is made in
 * `new/`; `steps.json` says that it is complete. Then everything that was there moves to `before/`, and what is new takes its place.
 */
export class RepairFolder {
  readonly path: string
  readonly #data: string
  readonly #steps = new Map<string, Step>()

  private constructor(data: string, path: string) {
    this.#data = data
    this.path = path
  }

  static begin(data: string, time: Date): RepairFolder {
    const path = join(data, `repair-${time.toISOString().replaceAll(':', '-').replace(/\..*/, '')}`)
    let folder = path
    for (let n = 2; existsSync(folder); n++) folder = `${path}-${n}`
    mkdirSync(folder, { mode: 0o700 })
    return new RepairFolder(data, folder)
  }

  /** One that was decided on and not carried out to its end. */
  static unfinished(data: string): RepairFolder | undefined {
    const name = repairsIn(data).find((each) => existsSync(join(data, each, stepsName)))
    if (name === undefined) return undefined
    const folder = new RepairFolder(data, join(data, name))
    const steps = JSON.parse(readFileSync(join(folder.path, stepsName), 'utf8')) as Step[] // as: written by carryOut alone
    for (const step of steps) folder.#steps.set(step.path, step)
    return folder
  }

  /** Removes what was prepared and never decided on: nothing in the data folder had changed. */
  static removeUndecided(data: string): void {
    for (const name of repairsIn(data)) {
      const decided = [stepsName, doneName].some((each) => existsSync(join(data, name, each)))
      if (!decided) rmSync(join(data, name), { recursive: true, force: true })
    }
  }

  /** Where to write what is to be at `path` of the data folder, durably. */
  stage(path: string): string {
    this.#steps.set(path, { path, isNew: true })
    const staged = join(this.path, 'new', path)
    mkdirSync(dirname(staged), { recursive: true, mode: 0o700 })
    return staged
  }

  /** Takes what is at `path` away. */
  setAside(path: string): void {
    this.#steps.set(path, { path, isNew: false })
  }

  /** From here on it is certain to happen. Ends wherever its caller stops asking; `unfinished` goes on from there. */
  *carryOut(): Generator<void> {
    if (!existsSync(join(this.path, stepsName))) {
      syncTree(this.path)
      writeDurably(join(this.path, stepsName), JSON.stringify([...this.#steps.values()]))
      syncFolder(this.#data)
    }
    yield
    for (const step of this.#steps.values()) yield* this.#replace(step)
    renameSync(join(this.path, stepsName), join(this.path, doneName))
    syncFolder(this.path)
    rmSync(join(this.path, 'new'), { recursive: true, force: true })
    yield
  }

  /** A step with something new is done when that is no longer in `new/`; one without, when nothing is left at its place. */
  *#replace({ path, isNew }: Step): Generator<void> {
    const [target, staged, before] = [join(this.#data, path), join(this.path, 'new', path), join(this.path, 'before', path)]
    if (isNew && !existsSync(staged)) return
    if (existsSync(target)) {
      mkdirSync(dirname(before), { recursive: true, mode: 0o700 })
      move(target, before)
      yield
    }
    if (!isNew) return
    move(staged, target)
    yield
  }
}

function repairsIn(data: string): string[] {
  return readdirSync(data).filter((name) => /^repair-\d{4}-/.test(name))
}

function move(from: string, to: string): void {
  renameSync(from, to)
  syncFolder(dirname(from))
  syncFolder(dirname(to))
}

export function writeDurably(file: string, content: string | Uint8Array): void {
  const temporary = join(dirname(file), `.${basename(file)}.new`)
  const descriptor = openSync(temporary, 'w', 0o600)
  try {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
  syncFolder(dirname(file))
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isDirectory()) syncTree(join(folder, entry.name))
  syncFolder(folder)
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
