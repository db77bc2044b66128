import { Button, type ColourScheme, colourSchemes, Dialog, Field, languages, useColourScheme, useLanguage, useTexts } from '@magpie-im/ui'
import { type FormEvent, useState } from 'react'
import { Choice } from '../choice.tsx'
import { useNotices } from '../notices.tsx'
import { mayNotify, notificationsWanted, useNotificationsWanted } from '../notifications.ts'
import { useObserved } from '../observed.ts'
import { texts } from '../texts.ts'
import { useAccount } from './account.ts'

interface SettingsDialogProps {
  readonly onClose: () => void
  readonly onSignOut: () => void
}

const languageNames = { en: 'English', zh: '中文' } as const

export function SettingsDialog({ onClose, onSignOut }: SettingsDialogProps) {
  const t = useTexts(texts)
  const [language, setLanguage] = useLanguage()
  const [scheme, setScheme] = useColourScheme()
  const names: Readonly<Record<ColourScheme, string>> = { system: t.system, light: t.light, dark: t.dark }
  return (
    <Dialog title={t.settings} closeLabel={t.close} onClose={onClose}>
      <ProfileForm />
      <Choice title={t.language} choices={languages} chosen={language} nameOf={(one) => languageNames[one]} onChoose={setLanguage} />
      <Choice title={t.theme} choices={colourSchemes} chosen={scheme} nameOf={(one) => names[one]} onChoose={setScheme} />
      <NotificationChoice />
      <Button look="danger" onClick={onSignOut}>
        {t.signOut}
      </Button>
    </Dialog>
  )
}

function ProfileForm() {
  const t = useTexts(texts)
  const { contacts, user } = useAccount()
  const { attempt, say } = useNotices()
  const profile = useObserved(contacts).profile(user)
  const [nick, setNick] = useState(profile?.nick ?? '')
  const [signature, setSignature] = useState(profile?.signature ?? '')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await attempt(() => contacts.saveProfile({ nick, signature }))) say(t.saved)
  }
  return (
    <form className="stack" onSubmit={(event) => void save(event)}>
      <Field label={`${t.nick} (${user})`} value={nick} maxLength={64} onChange={(event) => setNick(event.target.value)} />
      <Field label={t.signature} value={signature} maxLength={200} onChange={(event) => setSignature(event.target.value)} />
      <Button type="submit" look="main">
        {t.save}
      </Button>
    </form>
  )
}

function NotificationChoice() {
  const t = useTexts(texts)
  const isWanted = useNotificationsWanted()
  const { say } = useNotices()
  const change = async (wanted: boolean) => {
    if (wanted && !(await mayNotify())) say(t.notificationsDenied)
    else notificationsWanted.set(wanted ? 'yes' : 'no')
  }
  return (
    <label className="check">
      <input type="checkbox" checked={isWanted} onChange={(event) => void change(event.target.checked)} />
      <span>{t.allowNotifications}</span>
    </label>
  )
}
