import { Button, Dialog, Field, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import type { Group } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { FriendChoice } from './friend-choice.tsx'
import { GraveButton } from './grave-button.tsx'
import { MemberRow } from './member-row.tsx'
import { useMembers } from './members.ts'
import { useOwnRole } from './own-role.ts'

interface GroupDetailsProps {
  readonly group: string
  readonly onLeft: () => void
  readonly onOpen: (conversation: string) => void
}

/** A group: its name, who is in it, and what one may do there. */
export function GroupDetails({ group: id, onLeft, onOpen }: GroupDetailsProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const group = useObserved(contacts).group(id)
  const { members, hasMore, loadMore } = useMembers(id)
  const role = useOwnRole(id)
  const [isAdding, setAdding] = useState(false)
  if (group === undefined) return null
  return (
    <>
      {role === 'member' ? <p className="about">{group.description}</p> : <GroupForm group={group} />}
      <div className="heading">
        <h3>{t.membersTitle}</h3>
        <Button look="quiet" onClick={() => setAdding(true)}>
          {t.addMembers}
        </Button>
      </div>
      <ul className="members">
        {members.map((member) => (
          <MemberRow key={member.user} group={id} member={member} role={role} onOpen={() => onOpen(`user:${member.user}`)} />
        ))}
      </ul>
      {hasMore && (
        <Button look="quiet" onClick={loadMore}>
          {t.more}
        </Button>
      )}
      {role === 'owner' ? (
        <GraveButton label={t.dissolve} onSure={() => contacts.change('dismissGroup', { group: id }).then(onLeft)} />
      ) : (
        <GraveButton label={t.leave} onSure={() => contacts.change('leaveGroup', { group: id }).then(onLeft)} />
      )}
      {isAdding && <AddMembers group={id} without={members.map((member) => member.user)} onClose={() => setAdding(false)} />}
    </>
  )
}

function GroupForm({ group }: { readonly group: Group }) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { attempt, say } = useNotices()
  const [name, setName] = useState(group.name)
  const [description, setDescription] = useState(group.description)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await attempt(() => contacts.change('updateGroup', { group: group.id, name, description }))) say(t.saved)
  }
  return (
    <form className="stack" onSubmit={(event) => void save(event)}>
      <Field label={t.groupName} value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
      <Field label={t.description} value={description} maxLength={500} onChange={(event) => setDescription(event.target.value)} />
      <Button type="submit">{t.save}</Button>
    </form>
  )
}

function AddMembers({
  group,
  without,
  onClose,
}: {
  readonly group: string
  readonly without: readonly string[]
  readonly onClose: () => void
}) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { attempt } = useNotices()
  const [users, setUsers] = useState<readonly string[]>([])
  const add = async () => {
    if (users.length === 0 || (await attempt(() => contacts.change('addMembers', { group, users: [...users] })))) onClose()
  }
  return (
    <Dialog title={t.addMembers} closeLabel={t.close} onClose={onClose}>
      <FriendChoice chosen={users} onChange={setUsers} without={without} />
      <Button look="main" onClick={() => void add()}>
        {t.add}
      </Button>
    </Dialog>
  )
}
