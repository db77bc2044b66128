import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { Group, Member } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Mark, Page, Problem, Time } from '../parts/shown.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useList } from '../parts/use-list.ts'
import { pathOf } from '../paths.ts'
import { texts } from './groups-texts.ts'
import { Fact } from './user.tsx'

export function Groups({ rest }: { readonly rest: string }) {
  return rest === '' ? <AllGroups /> : <OneGroup id={rest} />
}

function AllGroups() {
  const t = useTexts(texts)
  const [search, setSearch] = useState('')
  const list = useList<Group>(`/api/v1/groups?limit=50${search === '' ? '' : `&search=${encodeURIComponent(search)}`}`)
  return (
    <Page title={t.title} about={t.about}>
      <Search label={t.search} value={search} onChange={setSearch} />
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ id }) => id}
        columns={[
          { name: t.id, cell: ({ id }) => <a href={pathOf('groups', id)}>{id}</a> },
          { name: t.name, cell: ({ name }) => name },
          { name: t.owner, cell: ({ owner }) => <a href={pathOf('users', owner)}>{owner}</a> },
          { name: t.members, look: 'number', cell: ({ size }) => size },
          { name: t.founded, cell: ({ createdAt }) => <Time of={createdAt} /> },
        ]}
      />
    </Page>
  )
}

function OneGroup({ id }: { readonly id: string }) {
  const t = useTexts(texts)
  const path = `/api/v1/groups/${encodeURIComponent(id)}`
  const { answer: group, problem, reload } = useAnswer<Group>(path)
  return (
    <Page title={group?.name ?? id} actions={group && <Steer path={path} group={group} done={reload} />}>
      <Problem text={problem} />
      {group !== undefined && (
        <section className="card">
          <dl>
            <Fact name={t.id} value={group.id} />
            <Fact name={t.owner} value={group.owner} />
            <Fact name={t.members} value={`${group.size} / ${group.limit}`} />
            <Fact name={t.joinPolicy} value={group.joinPolicy} />
            <Fact name={t.history} value={group.historyForNewMembers} />
            <Fact name={t.muted} value={group.muted ? t.yes : t.no} />
          </dl>
          <p>{group.description}</p>
        </section>
      )}
      <h2>{t.members}</h2>
      <Members path={path} />
    </Page>
  )
}

interface SteerProps {
  readonly path: string
  readonly group: Group
  readonly done: () => void
}

function Steer({ path, group, done }: SteerProps) {
  const t = useTexts(texts)
  return (
    <>
      <Deed
        label={t.rename}
        by="operator"
        fields={[{ name: 'name', label: t.name, value: group.name }]}
        run={({ name }) => ask('PATCH', path, { name })}
        done={done}
      />
      <Deed
        label={group.muted ? t.unmuteAll : t.muteAll}
        by="operator"
        about={group.muted ? t.unmuteAllAbout : t.muteAllAbout}
        run={() => ask('PATCH', path, { muted: !group.muted })}
        done={done}
      />
      <Deed
        label={t.transfer}
        by="operator"
        about={t.transferAbout}
        fields={[{ name: 'to', label: t.newOwner }]}
        run={({ to }) => ask('POST', `${path}/transfer`, { to })}
        done={done}
      />
      <Deed
        label={t.dismiss}
        by="operator"
        about={t.dismissAbout}
        danger
        run={() => ask('DELETE', path)}
        done={() => location.assign(pathOf('groups'))}
      />
    </>
  )
}

function Members({ path }: { readonly path: string }) {
  const t = useTexts(texts)
  const list = useList<Member>(`${path}/members`)
  const of = (user: string) => `${path}/members/${encodeURIComponent(user)}`
  return (
    <ListTable
      list={list}
      label={t.members}
      keyOf={({ user }) => user}
      columns={[
        { name: t.user, cell: ({ user }) => <a href={pathOf('users', user)}>{user}</a> },
        { name: t.role, cell: ({ role }) => <Mark look={role === 'member' ? 'plain' : 'good'}>{role}</Mark> },
        { name: t.joined, cell: ({ joinedAt }) => <Time of={joinedAt} /> },
        {
          name: t.actions,
          look: 'actions',
          cell: ({ user, role }) =>
            role !== 'owner' && (
              <>
                <Deed
                  label={role === 'admin' ? t.makeMember : t.makeAdmin}
                  by="operator"
                  run={() => ask('PATCH', of(user), { role: role === 'admin' ? 'member' : 'admin' })}
                  done={list.reload}
                />
                <Deed label={t.remove} by="operator" about={t.removeAbout} danger run={() => ask('DELETE', of(user))} done={list.reload} />
              </>
            ),
        },
      ]}
    />
  )
}
