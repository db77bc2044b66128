import type { TimelineEntry } from '@magpie-im/sdk'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'

/** Shows an emoji on a message of the conversation, or takes it back. */
export function useReact(conversation: string): (entry: TimelineEntry, emoji: string) => void {
  const { client } = useAccount()
  const { attempt } = useNotices()
  return ({ stamp, reactions = [] }, emoji) => {
    if (stamp === undefined) return
    const isMine = reactions.some((one) => one.emoji === emoji && one.mine === true)
    void attempt(() => client.react(conversation, { stamp }, emoji, !isMine))
  }
}
