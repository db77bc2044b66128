import { Avatar, Button, Dialog, Field, useTexts } from '@magpie-im/ui'
import { useEffect, useRef, useState } from 'react'
import { useAccount } from '../accounts/account.ts'
import { Choice } from '../choice.tsx'
import { useItems } from '../conversations/use-item.ts'
import { useObserved } from '../observed.ts'
import { partsOf } from '../people/contacts.ts'
import { texts } from '../texts.ts'
import { type Target, targetsFor } from './targets.ts'
import { type Manner, manners, useForward } from './use-forward.ts'

interface ForwardDialogProps {
  readonly from: string
  /** Of the messages, in their order. */
  readonly stamps: readonly number[]
  readonly onClose: () => void
  readonly onForwarded: () => void
}

/** Where messages are to go, and how. What was refused stays chosen, and says why. */
export function ForwardDialog({ from, stamps, onClose, onForwarded }: ForwardDialogProps) {
  const t = useTexts(texts)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [manner, setManner] = useState<Manner>('each')
  const { forward, isUnderWay, problems } = useForward({ from, stamps, manner })
  const submit = async () => {
    const left = await forward(chosen)
    if (left.length === 0) onForwarded()
    else setChosen(left)
  }
  const names: Readonly<Record<Manner, string>> = { each: t.forwardEach, merged: t.forwardMerged }
  return (
    <Dialog title={t.forwardTitle(stamps.length)} closeLabel={t.close} onClose={onClose}>
      <TargetChoice chosen={chosen} onChange={setChosen} />
      {stamps.length > 1 && (
        <Choice title={t.forwardHow} choices={manners} chosen={manner} nameOf={(one) => names[one]} onChoose={setManner} />
      )}
      {problems.map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
      <Button look="main" disabled={chosen.length === 0 || isUnderWay} onClick={() => void submit()}>
        {t.forward}
      </Button>
    </Dialog>
  )
}

interface TargetChoiceProps {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

function TargetChoice({ chosen, onChange }: TargetChoiceProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { friends, groups } = useObserved(contacts)
  const input = useRef<HTMLInputElement>(null)
  const [sought, setSought] = useState('')
  useEffect(() => input.current?.focus(), [])
  const targets = targetsFor(sought, {
    conversations: useItems().map(({ conversation }) => conversation),
    friends: friends.map(({ user }) => user),
    groups: groups.map(({ id }) => id),
    titleOf: (conversation) => contacts.titleOf(conversation),
  })
  const toggle = (conversation: string) =>
    onChange(chosen.includes(conversation) ? chosen.filter((one) => one !== conversation) : [...chosen, conversation])
  return (
    <div className="targets">
      <Field ref={input} label={t.forwardTo} type="search" value={sought} onChange={(event) => setSought(event.target.value)} />
      <ul>
        {targets.map((target) => (
          <TargetRow key={target.conversation} target={target} isChosen={chosen.includes(target.conversation)} onToggle={toggle} />
        ))}
      </ul>
      {targets.length === 0 && <p className="hint">{t.noHits}</p>}
    </div>
  )
}

interface TargetRowProps {
  readonly target: Target
  readonly isChosen: boolean
  readonly onToggle: (conversation: string) => void
}

function TargetRow({ target: { conversation, title }, isChosen, onToggle }: TargetRowProps) {
  const { kind, id } = partsOf(conversation)
  return (
    <li>
      <label className="check">
        <input type="checkbox" checked={isChosen} onChange={() => onToggle(conversation)} />
        <Avatar id={id} name={title} group={kind === 'group'} size={32} />
        <span>{title}</span>
      </label>
    </li>
  )
}
