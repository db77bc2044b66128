import { Button, Dialog, useTexts } from '@magpie-im/ui'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Problem } from './shown.tsx'
import { texts } from './texts.ts'

export interface FormField {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password' | 'number' | 'datetime-local' | 'area' | 'check'
  /** It is one of these. */
  readonly options?: readonly string[]
  readonly value?: string
  readonly hint?: string
  readonly optional?: boolean
}

export type Values = Readonly<Record<string, string>>

interface FormDialogProps {
  readonly title: string
  /** What it does, where a name does not say it. */
  readonly about?: ReactNode
  readonly fields?: readonly FormField[]
  readonly submit: string
  readonly danger?: boolean
  /** What it rejects with is shown. */
  readonly onSubmit: (values: Values) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for what a deed needs, or whether it is really meant. Stays until the server has done it. */
export function FormDialog({ title, about, fields = [], submit, danger = false, onSubmit, onClose }: FormDialogProps) {
  const t = useTexts(texts)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const carryOut = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]))
    setBusy(true)
    setProblem(undefined)
    onSubmit(values).then(onClose, (error: Error) => {
      setProblem(error.message)
      setBusy(false)
    })
  }
  return (
    <Dialog title={title} closeLabel={t.close} onClose={onClose}>
      <form className="form" onSubmit={carryOut}>
        {about !== undefined && <div className="about">{about}</div>}
        {fields.map((field) => (
          <Input key={field.name} {...field} />
        ))}
        <Problem text={problem} />
        <div className="buttons">
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" look={danger ? 'danger' : 'main'} disabled={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Input({ name, label, type = 'text', options, value = '', hint, optional = false }: FormField) {
  const id = useId()
  const common = { id, name, required: !optional, 'aria-describedby': hint === undefined ? undefined : `${id}-hint` }
  if (type === 'check')
    return (
      <label className="check">
        <input id={id} name={name} type="checkbox" value="yes" defaultChecked={value !== ''} /> {label}
      </label>
    )
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options !== undefined ? (
        <select {...common} className="input" defaultValue={value}>
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : type === 'area' ? (
        <textarea {...common} className="input" rows={4} defaultValue={value} />
      ) : (
        <input {...common} className="input" type={type} defaultValue={value} autoComplete="off" />
      )}
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
