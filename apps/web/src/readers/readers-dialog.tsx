import { Avatar, Button, Dialog, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { useReaders } from './readers.ts'

interface ReadersDialogProps {
  readonly conversation: string
  readonly stamp: number
  readonly onClose: () => void
}

/** Who has read a message of a group, and who has not. */
export function ReadersDialog({ conversation, stamp, onClose }: ReadersDialogProps) {
  const t = useTexts(texts)
  const { page, loadMore } = useReaders(conversation, stamp)
  const { items = [], members = 0, read = 0, more = false } = page ?? {}
  return (
    <Dialog title={t.readers} closeLabel={t.close} onClose={onClose}>
      <p role="status">{page === undefined ? t.loading : t.readCount(read, members)}</p>
      <People title={t.read} people={items.filter((one) => one.read)} />
      <People title={t.delivered} people={items.filter((one) => one.delivered && !one.read)} />
      <People title={t.notDelivered} people={items.filter((one) => !one.delivered && !one.read)} />
      {more && (
        <Button look="quiet" onClick={loadMore}>
          {t.more}
        </Button>
      )}
    </Dialog>
  )
}

interface PeopleProps {
  readonly title: string
  readonly people: readonly { readonly user: string }[]
}

function People({ title, people }: PeopleProps) {
  const { contacts } = useAccount()
  useObserved(contacts)
  if (people.length === 0) return null
  return (
    <section className="readers" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {people.map(({ user }) => (
          <li key={user}>
            <Avatar id={user} name={contacts.nameOf(user)} size={32} />
            <span>{contacts.nameOf(user)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
