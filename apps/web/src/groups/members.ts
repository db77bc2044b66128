import type { Reply } from '@magpie-im/sdk'
import { useEffect, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'

export type Member = Reply<'listMembers'>['items'][number]

interface Members {
  readonly members: readonly Member[]
  readonly hasMore: boolean
  readonly loadMore: () => void
}

interface Read extends Pick<Members, 'members' | 'hasMore'> {
  readonly group: string
}

const page = 100

/** Who is in a group, as it is now: as many as were asked for. */
export function useMembers(group: string | undefined): Members {
  const { client, contacts } = useAccount()
  const version = useObserved(contacts).group(group ?? '')?.version
  const [read, setRead] = useState<Read>()
  useEffect(() => {
    let isWanted = true
    const load = async () => {
      if (group === undefined || version === undefined) return
      const { items, more } = await client.request('listMembers', { group, limit: page })
      if (isWanted) setRead({ group, members: items, hasMore: more })
    }
    // What cannot be read now is read when the group changes, or is opened again.
    load().catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [client, group, version])
  if (read === undefined || read.group !== group) return { members: [], hasMore: false, loadMore: () => undefined }
  const loadMore = async () => {
    const { items, more } = await client.request('listMembers', { group, limit: page, after: read.members.at(-1)?.user ?? '' })
    setRead({ group, members: [...read.members, ...items], hasMore: more })
  }
  return { ...read, loadMore: () => void loadMore().catch(() => undefined) }
}
