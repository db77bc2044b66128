import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { Inspected, Message } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Page, Problem, Time } from '../parts/shown.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useList } from '../parts/use-list.ts'
import { pathOf } from '../paths.ts'
import { texts } from './conversations-texts.ts'
import { OwnConversations } from './own-conversations.tsx'
import { Fact } from './user.tsx'

export function Conversations({ rest }: { readonly rest: string }) {
  return rest === '' ? <OfUser /> : <OneConversation id={rest} />
}

function OfUser() {
  const t = useTexts(texts)
  const [user, setUser] = useState('')
  return (
    <Page title={t.title} about={t.about}>
      <Search label={t.ofUser} value={user} onChange={setUser} />
      {user === '' ? <p className="state">{t.ask}</p> : <OwnConversations user={user} />}
    </Page>
  )
}

function OneConversation({ id }: { readonly id: string }) {
  const t = useTexts(texts)
  const path = `/api/v1/conversations/${encodeURIComponent(id)}`
  const { answer, problem, reload } = useAnswer<Inspected>(path)
  return (
    <Page title={`${t.conversation} ${id}`}>
      <Problem text={problem} />
      {answer !== undefined && (
        <>
          <Facts of={answer} />
          <h2>{t.contents}</h2>
          {answer.contentsUntil === null ? (
            <section className="card closed">
              <p>{t.closed}</p>
              <Deed
                label={t.grant}
                by="admin"
                about={t.closed}
                fields={[
                  { name: 'reason', label: t.reason, hint: t.reasonHint },
                  { name: 'minutes', label: t.minutes, type: 'number', value: '15' },
                ]}
                run={({ reason, minutes }) => ask('POST', `${path}/grants`, { reason, minutes: Number(minutes) })}
                done={reload}
              />
            </section>
          ) : (
            <Contents path={path} until={answer.contentsUntil} />
          )}
        </>
      )}
    </Page>
  )
}

function Facts({ of: { audience, members, group, lastSeq, lastAt } }: { readonly of: Inspected }) {
  const t = useTexts(texts)
  const kinds: Readonly<Record<string, string>> = t.kinds
  return (
    <section className="card">
      <dl>
        <Fact name={t.kind} value={kinds[audience] ?? audience} />
        <Fact name={t.messages} value={String(lastSeq)} />
        <div>
          <dt>{t.newest}</dt>
          <dd>
            <Time of={lastAt} />
          </dd>
        </div>
        {group !== null && (
          <div>
            <dt>{t.group}</dt>
            <dd>
              <a href={pathOf('groups', group)}>{group}</a>
            </dd>
          </div>
        )}
        {members.map(({ user, readSeq }) => (
          <div key={user}>
            <dt>
              <a href={pathOf('users', user)}>{user}</a>
            </dt>
            <dd>
              {t.readUpTo} {readSeq}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Contents({ path, until }: { readonly path: string; readonly until: string }) {
  const t = useTexts(texts)
  const list = useList<Message>(`${path}/messages`)
  return (
    <>
      <p>
        {t.openUntil} <Time of={until} />
      </p>
      <ListTable
        list={list}
        label={t.contents}
        keyOf={({ seq }) => seq}
        columns={[
          { name: '#', look: 'number', cell: ({ seq }) => seq },
          { name: t.time, cell: ({ time }) => <Time of={time} /> },
          { name: t.from, cell: ({ from }) => from },
          { name: t.message, cell: ({ kind, body, state }) => (kind === 'text' && body !== '' ? body : `${kind} (${state})`) },
        ]}
      />
    </>
  )
}
