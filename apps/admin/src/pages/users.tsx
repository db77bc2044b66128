import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { User } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Mark, Page } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'
import { pathOf } from '../paths.ts'
import { OneUser } from './user.tsx'
import { texts } from './users-texts.ts'

export function Users({ rest }: { readonly rest: string }) {
  return rest === '' ? <AllUsers /> : <OneUser id={rest} />
}

function AllUsers() {
  const t = useTexts(texts)
  const [search, setSearch] = useState('')
  const list = useList<User>(`/api/v1/users?limit=50${search === '' ? '' : `&search=${encodeURIComponent(search)}`}`)
  return (
    <Page title={t.title} about={t.about} actions={<CreateUser done={list.reload} />}>
      <Search label={t.search} value={search} onChange={setSearch} />
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ id }) => id}
        columns={[
          { name: t.id, cell: ({ id }) => <a href={pathOf('users', id)}>{id}</a> },
          { name: t.name, cell: ({ name, profile }) => profile.nick || name },
          { name: t.number, look: 'number', cell: ({ number }) => number },
          { name: t.signsIn, cell: ({ hasPassword }) => (hasPassword ? t.password : t.tokenOnly) },
          { name: t.state, cell: ({ disabled }) => <Mark look={disabled ? 'bad' : 'good'}>{disabled ? t.disabled : t.active}</Mark> },
        ]}
      />
    </Page>
  )
}

function CreateUser({ done }: { readonly done: () => void }) {
  const t = useTexts(texts)
  return (
    <Deed
      label={t.create}
      icon="add"
      look="main"
      by="operator"
      fields={[
        { name: 'id', label: t.id },
        { name: 'name', label: t.name, optional: true },
        { name: 'password', label: t.password, type: 'password', optional: true, hint: t.passwordHint },
      ]}
      run={({ id, name, password }) => ask('POST', '/api/v1/users', { id, ...(name && { name }), ...(password && { password }) })}
      done={done}
    />
  )
}
