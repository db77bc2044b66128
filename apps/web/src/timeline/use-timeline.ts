import type { Timeline, TimelineEntry } from '@magpie-im/sdk'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useAccount } from '../accounts/account.ts'

/** As long as it is looked at. */
export function useTimeline(conversation: string): Timeline | undefined {
  const { client } = useAccount()
  const [timeline, setTimeline] = useState<Timeline>()
  useEffect(() => {
    const opened = client.timeline(conversation)
    setTimeline(opened)
    return () => opened.close()
  }, [client, conversation])
  return timeline
}

export function useEntries(timeline: Timeline): readonly TimelineEntry[] {
  return useSyncExternalStore(
    (listener) => timeline.subscribe(listener),
    () => timeline.entries,
  )
}
