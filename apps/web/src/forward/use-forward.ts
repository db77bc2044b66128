import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'

/** Each as a message of its own, or all in one. */
export const manners = ['each', 'merged'] as const
export type Manner = (typeof manners)[number]

interface Forwarding {
  readonly from: string
  readonly stamps: readonly number[]
  readonly manner: Manner
}

interface Forward {
  /** Resolves with where it was refused. */
  readonly forward: (targets: readonly string[]) => Promise<readonly string[]>
  readonly isUnderWay: boolean
  readonly problems: readonly string[]
}

/** Forwards to one after the other. To try again what was refused doubles nothing: it is the same under the same id. */
export function useForward({ from, stamps, manner }: Forwarding): Forward {
  const { client, contacts } = useAccount()
  const { reasonOf } = useNotices()
  const [id] = useState(() => String(crypto.getRandomValues(new Uint32Array(2))))
  const [isUnderWay, setUnderWay] = useState(false)
  const [problems, setProblems] = useState<readonly string[]>([])
  const forward = async (targets: readonly string[]) => {
    setUnderWay(true)
    const refused: string[] = []
    const why: string[] = []
    for (const to of targets) {
      const messages = stamps.map((stamp) => ({ stamp }))
      const options = { merged: manner === 'merged' && stamps.length > 1, clientMessageId: `${id} ${manner}` }
      await client.forward(from, messages, to, options).catch((error) => {
        refused.push(to)
        why.push(`${contacts.titleOf(to)}: ${reasonOf(error)}`)
      })
    }
    setProblems(why)
    setUnderWay(false)
    return refused
  }
  return { forward, isUnderWay, problems }
}
