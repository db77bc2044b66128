/** What has to be done at a moment of virtual time. */
interface Task {
  /** Milliseconds since the simulation began. */
  readonly at: number
  /** Of those at the same moment, the one that was given first comes first. */
  readonly order: number
  action: (() => void) | undefined
}

export interface Scheduled {
  cancel(): void
}

/** Between two looks at real time; microtasks run behind each task in any case. */
const tasksPerTurn = 256

/**
 * Virtual time: does one task after the other in the order of their moments, and takes no real time in between. All that promises
 * wait for settles before the next task. Nothing but tasks and promises may move a simulation, or it is not the same twice.
 */
export class Schedule {
  now = 0
  /** Tasks done so far. */
  done = 0
  #orders = 0
  readonly #heap: Task[] = []

  after(ms: number, action: () => void): Scheduled {
    this.#orders++
    const task: Task = { at: this.now + Math.max(0, ms), order: this.#orders, action }
    this.#push(task)
    return {
      cancel: () => {
        task.action = undefined
      },
    }
  }

  /** Goes on until `isOver`, or until nothing is left to do; false: `mostTasks` were not enough. */
  run(isOver: () => boolean, mostTasks = Number.POSITIVE_INFINITY): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    const last = this.done + mostTasks
    let ended = false
    const end = (settle: () => void) => {
      ended = true
      settle()
    }
    const step = () => {
      if (ended) return
      try {
        if (isOver() || this.#heap.length === 0) end(() => resolve(true))
        else if (this.done >= last) end(() => resolve(false))
        else this.#doNext()
      } catch (error) {
        end(() => reject(error))
      }
    }
    const turn = () => {
      for (let i = 0; i < tasksPerTurn; i++) setImmediate(step)
      setImmediate(() => {
        if (!ended) turn()
      })
    }
    turn()
    return promise
  }

  #doNext(): void {
    const task = this.#pop()
    if (task?.action === undefined) return
    this.now = task.at
    this.done++
    task.action()
  }

  #push(task: Task): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(task)
    for (let parent = (at - 1) >> 1; at > 0 && isBefore(task, heap[parent]); parent = (at - 1) >> 1) {
      swap(heap, at, parent)
      at = parent
    }
  }

  #pop(): Task | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ; ) {
      const child = smallerChild(heap, at)
      if (child === undefined || isBefore(last, heap[child])) return first
      swap(heap, at, child)
      at = child
    }
  }
}

function smallerChild(heap: readonly Task[], at: number): number | undefined {
  const left = 2 * at + 1
  if (left >= heap.length) return undefined
  const right = heap[left + 1]
  return right !== undefined && isBefore(right, heap[left]) ? left + 1 : left
}

function isBefore(a: Task, b: Task | undefined): boolean {
  return b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
}

function swap(heap: Task[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]]
  if (first === undefined || second === undefined) return
  heap[a] = second
  heap[b] = first
}
