import { useTexts } from '@magpie-im/ui'
import { type KeyboardEvent, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useMembers } from '../groups/members.ts'
import { useOwnRole } from '../groups/own-role.ts'
import { useObserved } from '../observed.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { type Candidate, mentionAt, suggestionsFor } from './mentions.ts'

export interface Mentions {
  readonly candidates: readonly Candidate[]
  readonly suggestions: readonly Candidate[]
  readonly chosen: number
  /** Whether the key was for the suggestions. */
  readonly steer: (event: KeyboardEvent, onPick: (candidate: Candidate) => void) => boolean
}

/** Members of a group who may be meant by what stands before the cursor. */
export function useMentions(conversation: string, text: string, cursor: number): Mentions {
  const { contacts, user } = useAccount()
  useObserved(contacts)
  const { kind, id } = partsOf(conversation)
  const { members } = useMembers(kind === 'group' ? id : undefined)
  const [closed, setClosed] = useState<string>()
  const [chosen, setChosen] = useState(0)
  const t = useTexts(texts)
  const isLed = useOwnRole(kind === 'group' ? id : undefined) !== 'member'
  const people: readonly Candidate[] = members
    .filter((member) => member.user !== user)
    .map((member) => ({ user: member.user, name: contacts.nameOf(member.user) }))
  const candidates = isLed ? [{ user: 'all', name: t.everybody, isAll: true as const }, ...people] : people
  const begun = mentionAt(text, cursor)
  const suggestions = begun === undefined || closed === text ? [] : suggestionsFor(begun, candidates)
  const at = Math.min(chosen, Math.max(0, suggestions.length - 1))
  const steer = (event: KeyboardEvent, onPick: (candidate: Candidate) => void) => {
    const picked = suggestions[at]
    if (picked === undefined) return false
    if (event.key === 'Enter' || event.key === 'Tab') onPick(picked)
    else if (event.key === 'Escape') setClosed(text)
    else if (event.key === 'ArrowDown') setChosen((at + 1) % suggestions.length)
    else if (event.key === 'ArrowUp') setChosen((at + suggestions.length - 1) % suggestions.length)
    else return false
    event.preventDefault()
    return true
  }
  return { candidates, suggestions, chosen: at, steer }
}
