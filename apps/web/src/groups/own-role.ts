import { useEffect, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'
import type { Member } from './members.ts'

type Role = Member['role']

/** What one is in a group, however many are in it: an ordinary member until it is known. */
export function useOwnRole(group: string | undefined): Role {
  const { client, contacts, user } = useAccount()
  const { owner, version } = useObserved(contacts).group(group ?? '') ?? {}
  const [known, setKnown] = useState<{ readonly group: string; readonly role: Role }>()
  useEffect(() => {
    let isWanted = true
    const find = async () => {
      if (group === undefined || version === undefined) return
      const [found] = (await client.request('listMembers', { group, after: beforeId(user), limit: 1 })).items
      if (isWanted && found?.user === user) setKnown({ group, role: found.role })
    }
    find().catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [client, group, version, user])
  if (owner === user) return 'owner'
  return known?.group === group ? (known?.role ?? 'member') : 'member'
}

const longestId = 64

/** Sorts right before an id, so that a list that goes on behind it begins with that id. */
export function beforeId(id: string): string {
  const last = id.charCodeAt(id.length - 1)
  return `${id.slice(0, -1)}${String.fromCharCode(last - 1)}\uffff`.slice(0, longestId)
}
