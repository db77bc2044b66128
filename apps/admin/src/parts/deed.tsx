import { Button, Icon, type IconName } from '@magpie-im/ui'
import { type ReactNode, useState } from 'react'
import { isAtLeast, type Role } from '../api/session.ts'
import { FormDialog, type FormField, type Values } from './form-dialog.tsx'
import { useOperator } from './operator.ts'

interface DeedProps {
  readonly label: string
  readonly icon?: IconName
  readonly look?: 'main' | 'plain' | 'quiet'
  readonly danger?: boolean
  /** The least role that may: for others the button is not there. The server checks it again. */
  readonly by: Role
  /** What it does; a deed that cannot be taken back says so. */
  readonly about?: ReactNode
  readonly fields?: readonly FormField[]
  readonly run: (values: Values) => Promise<unknown>
  readonly done?: () => void
}

/** A button for something that changes the server, which is asked about first. */
export function Deed({ label, icon, look = 'plain', danger = false, by, about, fields = [], run, done }: DeedProps) {
  const [open, setOpen] = useState(false)
  const operator = useOperator()
  if (!isAtLeast(operator.role, by)) return null
  const dialog = { title: label, fields, submit: label, danger, ...(about !== undefined && { about }) }
  return (
    <>
      <Button look={danger ? 'danger' : look} onClick={() => setOpen(true)}>
        {icon !== undefined && <Icon name={icon} size={18} />} {label}
      </Button>
      {open && <FormDialog {...dialog} onSubmit={(values) => run(values).then(() => done?.())} onClose={() => setOpen(false)} />}
    </>
  )
}
