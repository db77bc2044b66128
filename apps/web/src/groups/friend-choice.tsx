import { Avatar, useTexts } from '@magpie-im/ui'
import { useAccount } from '../accounts/account.ts'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'

interface FriendChoiceProps {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  /** Who cannot be chosen. */
  readonly without?: readonly string[]
}

/** Some of one's friends. */
export function FriendChoice({ chosen, onChange, without = [] }: FriendChoiceProps) {
  const t = useTexts(texts)
  const { contacts } = useAccount()
  const { friends } = useObserved(contacts)
  const shown = friends.filter(({ user }) => !without.includes(user))
  return (
    <fieldset className="friends">
      <legend>{t.friends}</legend>
      {shown.length === 0 && <p className="hint">{t.noFriends}</p>}
      {shown.map(({ user }) => (
        <label key={user} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(user)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, user] : chosen.filter((one) => one !== user))}
          />
          <Avatar id={user} name={contacts.nameOf(user)} size={32} />
          <span>{contacts.nameOf(user)}</span>
        </label>
      ))}
    </fieldset>
  )
}
