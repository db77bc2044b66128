import { Avatar, Button, IconButton, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { NewGroupDialog } from '../groups/new-group-dialog.tsx'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { AddFriendDialog } from './add-friend-dialog.tsx'

interface ContactsPaneProps {
  readonly onBack: () => void
  readonly onOpen: (conversation: string) => void
}

/** Whom one knows: requests, groups and friends. */
export function ContactsPane({ onBack, onOpen }: ContactsPaneProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { friends, groups } = useObserved(contacts)
  const [dialog, setDialog] = useState<'friend' | 'group'>()
  const close = () => setDialog(undefined)
  return (
    <section className="pane list" aria-label={t.contacts}>
      <header className="bar">
        <IconButton icon="back" label={t.back} onClick={onBack} />
        <h2 className="title">{t.contacts}</h2>
        <IconButton icon="person" label={t.addFriend} onClick={() => setDialog('friend')} />
        <IconButton icon="group" label={t.newGroup} onClick={() => setDialog('group')} />
      </header>
      <div className="rows">
        <Requests />
        <h3>{t.friends}</h3>
        {friends.length === 0 && <p className="hint">{t.noFriends}</p>}
        <ul>
          {friends.map(({ user }) => (
            <ContactRow key={user} id={user} name={contacts.nameOf(user)} onOpen={() => onOpen(`user:${user}`)} />
          ))}
        </ul>
        {groups.length > 0 && <h3>{t.groups}</h3>}
        <ul>
          {groups.map(({ id, name, size }) => (
            <ContactRow key={id} id={id} name={name || id} more={t.members(size)} isGroup onOpen={() => onOpen(`group:${id}`)} />
          ))}
        </ul>
        <Blocked />
      </div>
      {dialog === 'friend' && <AddFriendDialog onClose={close} />}
      {dialog === 'group' && <NewGroupDialog onClose={close} onCreated={(group) => onOpen(`group:${group}`)} />}
    </section>
  )
}

interface ContactRowProps {
  readonly id: string
  readonly name: string
  readonly more?: string
  readonly isGroup?: boolean
  readonly onOpen: () => void
}

function ContactRow({ id, name, more = id, isGroup = false, onOpen }: ContactRowProps) {
  return (
    <li>
      <button type="button" className="row" onClick={onOpen}>
        <Avatar id={id} name={name} group={isGroup} />
        <span className="texts">
          <strong>{name}</strong>
          <small>{more}</small>
        </span>
      </button>
    </li>
  )
}

function Requests() {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { attempt } = useNotices()
  if (contacts.requests.length === 0) return null
  const answer = (command: 'acceptFriendRequest' | 'refuseFriendRequest', from: string) =>
    void attempt(() => contacts.change(command, { from }))
  return (
    <>
      <h3>{t.requests}</h3>
      <ul>
        {contacts.requests.map(({ from, text }) => (
          <li key={from} className="request">
            <Avatar id={from} name={contacts.nameOf(from)} />
            <span className="texts">
              <strong>{contacts.nameOf(from)}</strong>
              <small>{text}</small>
            </span>
            <Button look="main" onClick={() => answer('acceptFriendRequest', from)}>
              {t.accept}
            </Button>
            <Button onClick={() => answer('refuseFriendRequest', from)}>{t.refuse}</Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Blocked() {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { attempt } = useNotices()
  if (contacts.blocked.length === 0) return null
  const unblock = (user: string) => void attempt(() => contacts.change('unblockUser', { user }))
  return (
    <>
      <h3>{t.blocked}</h3>
      <ul>
        {contacts.blocked.map((user) => (
          <li key={user} className="request">
            <Avatar id={user} name={contacts.nameOf(user)} />
            <span className="texts">
              <strong>{contacts.nameOf(user)}</strong>
            </span>
            <Button onClick={() => unblock(user)}>{t.unblock}</Button>
          </li>
        ))}
      </ul>
    </>
  )
}
