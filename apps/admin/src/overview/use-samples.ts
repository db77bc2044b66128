import { useEffect, useState } from 'react'
import { get } from '../api/ask.ts'
import type { Sample } from '../api/things.ts'
import { every } from '../parts/every.ts'

const everyMs = 1_000
const most = 600

/** The last ten minutes, and each second what is new. */
export function useSamples(): { readonly samples: readonly Sample[]; readonly problem: string | undefined } {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let after = 0
    return every(
      everyMs,
      async (isGone) => {
        const { items } = await get<{ readonly items: readonly Sample[] }>(`/api/v1/overview?after=${after}`)
        if (isGone()) return
        after = items.at(-1)?.at ?? after
        if (items.length > 0) setSamples((known) => [...known, ...items].slice(-most))
        setProblem(undefined)
      },
      setProblem,
    )
  }, [])
  return { samples, problem }
}
