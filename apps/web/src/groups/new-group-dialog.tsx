import { Button, Dialog, Field, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { useNotices } from '../notices.tsx'
import { texts } from '../texts.ts'
import { FriendChoice } from './friend-choice.tsx'

interface NewGroupDialogProps {
  readonly onClose: () => void
  readonly onCreated: (group: string) => void
}

export function NewGroupDialog({ onClose, onCreated }: NewGroupDialogProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { reasonOf } = useNotices()
  const [name, setName] = useState('')
  const [members, setMembers] = useState<readonly string[]>([])
  const [problem, setProblem] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      const { group } = await contacts.change('createGroup', { name: name.trim(), members: [...members] })
      onClose()
      onCreated(group)
    } catch (error) {
      setProblem(reasonOf(error))
    }
  }
  return (
    <Dialog title={t.newGroup} closeLabel={t.close} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Field label={t.groupName} value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
        <FriendChoice chosen={members} onChange={setMembers} />
        {problem !== '' && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <Button type="submit" look="main">
          {t.create}
        </Button>
      </form>
    </Dialog>
  )
}
