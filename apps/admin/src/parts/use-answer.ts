import { useEffect, useState } from 'react'
import { get } from '../api/ask.ts'
import { every } from './every.ts'

export interface Answered<T> {
  /** The newest there is, also while it is asked for again. */
  readonly answer: T | undefined
  readonly problem: string | undefined
  readonly reload: () => void
}

interface State<T> {
  readonly path: string
  readonly answer: T | undefined
  readonly problem: string | undefined
}

/** One thing of the server. `everyMs`: it is asked for again and again. */
export function useAnswer<T>(path: string, everyMs = 0): Answered<T> {
  const [state, setState] = useState<State<T>>({ path, answer: undefined, problem: undefined })
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is asked for by its number alone.
  useEffect(
    () =>
      every(
        everyMs,
        async (isGone) => {
          const answer = await get<T>(path)
          if (!isGone()) setState({ path, answer, problem: undefined })
        },
        (problem) => setState((known) => ({ path, answer: known.path === path ? known.answer : undefined, problem })),
      ),
    [path, everyMs, round],
  )
  const answer = state.path === path ? state.answer : undefined
  return { answer, problem: state.problem, reload: () => setRound((count) => count + 1) }
}
