import { useCallback, useEffect, useState } from 'react'
import { get } from '../api/ask.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | null
}

interface Loaded<T> {
  readonly path: string
  readonly items: readonly T[]
  readonly next: string | null
  readonly problem: string | undefined
  readonly loading: boolean
}

export interface List<T> extends Omit<Loaded<T>, 'path' | 'next'> {
  readonly hasMore: boolean
  readonly more: () => void
  readonly reload: () => void
}

function nothing<T>(path: string): Loaded<T> {
  return { path, items: [], next: null, problem: undefined, loading: true }
}

/** A list of the server, page by page; another path begins another list. */
export function useList<T>(path: string): List<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>(nothing(path))
  const [round, setRound] = useState(0)
  const take = useCallback(
    (isGone: () => boolean, before: readonly T[], cursor: string | undefined) => {
      const joined = cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`
      get<Page<T>>(joined).then(
        ({ items, next = null }) => {
          if (!isGone()) setLoaded({ path, items: [...before, ...items], next, problem: undefined, loading: false })
        },
        (error: Error) => {
          if (!isGone()) setLoaded({ path, items: before, next: null, problem: error.message, loading: false })
        },
      )
    },
    [path],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is asked for by its number alone.
  useEffect(() => {
    let gone = false
    setLoaded((known) => (known.path === path ? { ...known, loading: true } : nothing(path)))
    take(() => gone, [], undefined)
    return () => {
      gone = true
    }
  }, [take, path, round])
  const { items, next, problem, loading } = loaded
  const more = () => {
    setLoaded({ ...loaded, loading: true })
    take(() => false, items, next ?? undefined)
  }
  return { items, problem, loading, hasMore: next !== null, more, reload: () => setRound((count) => count + 1) }
}
