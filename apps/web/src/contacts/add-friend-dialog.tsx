import { Button, Dialog, Field, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'

export function AddFriendDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { say, reasonOf } = useNotices()
  const [friend, setFriend] = useState('')
  const [remark, setRemark] = useState('')
  const [problem, setProblem] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await contacts.change('addFriend', { friend: friend.trim(), remark })
      say(t.friendAdded)
      onClose()
    } catch (error) {
      setProblem(reasonOf(error))
    }
  }
  return (
    <Dialog title={t.addFriend} closeLabel={t.close} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Field label={t.userId} value={friend} required onChange={(event) => setFriend(event.target.value)} />
        <Field label={t.remark} value={remark} onChange={(event) => setRemark(event.target.value)} />
        {problem !== '' && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" look="main">
          {t.add}
        </Button>
      </form>
    </Dialog>
  )
}
