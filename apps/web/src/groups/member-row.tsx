import { Avatar, Button, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { GraveButton } from './grave-button.tsx'
import type { Member } from './members.ts'

interface MemberRowProps {
  readonly group: string
  readonly member: Member
  /** Of who looks. */
  readonly role: Member['role']
  readonly onOpen: () => void
}

/** A member, and what who looks may do with him. */
export function MemberRow({ group, member, role, onOpen }: MemberRowProps) {
  const t = useTexts(texts)
  const { contacts, user: self } = useAccount()
  const { attempt } = useNotices()
  const [isOpen, setOpen] = useState(false)
  const { user } = member
  const name = useObserved(contacts).nameOf(user)
  const mayRemove = user !== self && member.role !== 'owner' && (role === 'owner' || (role === 'admin' && member.role === 'member'))
  const change = () =>
    void attempt(() => contacts.change('changeMember', { group, user, role: member.role === 'admin' ? 'member' : 'admin' }))
  return (
    <li>
      <button type="button" className="row" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Avatar id={user} name={name} size={36} />
        <span className="texts">
          <strong>{user === self ? `${name} (${t.you})` : name}</strong>
        </span>
        {member.role !== 'member' && <span className="role">{t[member.role]}</span>}
      </button>
      {isOpen && user !== self && (
        <div className="actions">
          <Button onClick={onOpen}>{t.writeTo}</Button>
          {role === 'owner' && <Button onClick={change}>{member.role === 'admin' ? t.makeMember : t.makeAdmin}</Button>}
          {role === 'owner' && <GraveButton label={t.transfer} onSure={() => contacts.change('transferGroup', { group, to: user })} />}
          {mayRemove && <GraveButton label={t.removeMember} onSure={() => contacts.change('removeMembers', { group, users: [user] })} />}
        </div>
      )}
    </li>
  )
}
