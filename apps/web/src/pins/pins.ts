import type { Message, TimelineEntry } from '@magpie-im/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useOwnRole } from '../groups/own-role.ts'
import { useNotices } from '../notices.tsx'
import { partsOf } from '../people/contacts.ts'

export interface Pins {
  /** What was pinned last comes first. */
  readonly items: readonly Message[]
  /** Whether who looks may pin, and take off. */
  readonly mayPin: boolean
  readonly has: (stamp: number) => boolean
  readonly toggle: (stamp: number) => void
}

/** What is pinned in a conversation, as it is now. */
export function usePins(conversation: string, entries: readonly TimelineEntry[]): Pins {
  const { client } = useAccount()
  const { attempt } = useNotices()
  const { kind, id } = partsOf(conversation)
  const role = useOwnRole(kind === 'group' ? id : undefined)
  const [items, setItems] = useState<readonly Message[]>([])
  // What cannot be read now is read after the next sign-in.
  const load = useCallback(() => client.pins(conversation).then(setItems, () => undefined), [client, conversation])
  useEffect(() => {
    void load()
    const ofThis = (told: { readonly conversation: string }) => {
      if (told.conversation === conversation) void load()
    }
    const ends = [client.on('pinChanged', ofThis), client.on('messageControlled', ofThis), client.on('synced', () => void load())]
    return () => {
      for (const end of ends) end()
    }
  }, [client, conversation, load])
  const has = (stamp: number) => items.some((one) => one.stamp === stamp)
  useChanged(entries, has, load)
  const toggle = (stamp: number) => void attempt(() => client.pin(conversation, { stamp }, !has(stamp)).then(load))
  return { items, mayPin: kind === 'user' || (kind === 'group' && role !== 'member'), has, toggle }
}

/** Of what one did to a pinned message himself, nothing is told; it is seen where it stands. */
function useChanged(entries: readonly TimelineEntry[], has: (stamp: number) => boolean, load: () => Promise<void>): void {
  const shown = entries.filter(({ stamp }) => stamp !== undefined && has(stamp)).map(({ stamp, state, body }) => [stamp, state, body])
  const mark = JSON.stringify(shown)
  useEffect(() => {
    if (mark !== '[]') void load()
  }, [mark, load])
}
