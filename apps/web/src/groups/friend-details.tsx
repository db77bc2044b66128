import { Button, Field, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { GraveButton } from './grave-button.tsx'

/** Somebody one chats with: what one calls him, and whether one wants to. */
export function FriendDetails({ user }: { readonly user: string }) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { attempt, say } = useNotices()
  const { friends, blocked } = useObserved(contacts)
  const friend = friends.find((one) => one.user === user)
  const [remark, setRemark] = useState(friend?.remark ?? '')
  const isBlocked = blocked.includes(user)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await attempt(() => contacts.change('setRemark', { friend: user, remark }))) say(t.saved)
  }
  const block = () => void attempt(() => contacts.change(isBlocked ? 'unblockUser' : 'blockUser', { user }))
  return (
    <>
      <p className="about">{contacts.profile(user)?.signature}</p>
      {friend === undefined ? (
        <Button look="main" onClick={() => void attempt(() => contacts.change('addFriend', { friend: user }))}>
          {t.addFriend}
        </Button>
      ) : (
        <form className="stack" onSubmit={(event) => void save(event)}>
          <Field label={t.remark} value={remark} maxLength={100} onChange={(event) => setRemark(event.target.value)} />
          <Button type="submit">{t.save}</Button>
        </form>
      )}
      <Button onClick={block}>{isBlocked ? t.unblock : t.block}</Button>
      {friend !== undefined && <GraveButton label={t.removeFriend} onSure={() => contacts.change('removeFriend', { friend: user })} />}
    </>
  )
}
