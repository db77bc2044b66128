import type { Reply } from '@magpie-im/sdk'
import { useEffect, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'

type Page = Reply<'listReceipts'>

interface Readers {
  /** Undefined: not known yet. */
  readonly page: Page | undefined
  readonly loadMore: () => void
}

const limit = 100

/** Who has read a message, as many as were asked for. */
export function useReaders(conversation: string, stamp: number): Readers {
  const { client } = useAccount()
  const { attempt } = useNotices()
  const [page, setPage] = useState<Page>()
  useEffect(() => {
    let isWanted = true
    void attempt(async () => {
      const first = await client.receipts(conversation, { stamp }, { limit })
      if (isWanted) setPage(first)
    })
    return () => {
      isWanted = false
    }
  }, [client, conversation, stamp, attempt])
  const loadMore = () =>
    void attempt(async () => {
      const last = page?.items.at(-1)
      if (page === undefined || last === undefined) return
      const { items, more } = await client.receipts(conversation, { stamp }, { limit, after: last.user })
      setPage({ ...page, items: [...page.items, ...items], more })
    })
  return { page, loadMore }
}
