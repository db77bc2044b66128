import { Avatar, useTexts } from '@magpie-im/ui'
import { ask } from '../api/ask.ts'
import type { User, UsersDevice } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Mark, Page, Problem, Time } from '../parts/shown.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useList } from '../parts/use-list.ts'
import { OwnConversations } from './own-conversations.tsx'
import { texts } from './users-texts.ts'

interface OfUser {
  /** Of the operations about him. */
  readonly path: string
}

export function OneUser({ id }: { readonly id: string }) {
  const t = useTexts(texts)
  const path = `/api/v1/users/${encodeURIComponent(id)}`
  const { answer: user, problem, reload } = useAnswer<User>(path)
  if (user === undefined)
    return (
      <Page title={id}>
        <Problem text={problem} />
      </Page>
    )
  return (
    <Page title={user.id} actions={<Account path={path} user={user} done={reload} />}>
      <section className="card who">
        <Avatar id={user.id} name={user.profile.nick || user.name} />
        <dl>
          <Fact name={t.name} value={user.profile.nick || user.name} />
          <Fact name={t.number} value={String(user.number)} />
          <Fact name={t.signsIn} value={user.hasPassword ? t.password : t.tokenOnly} />
          <div>
            <dt>{t.state}</dt>
            <dd>
              <Mark look={user.disabled ? 'bad' : 'good'}>{user.disabled ? t.disabled : t.active}</Mark>
            </dd>
          </div>
        </dl>
      </section>
      <Speech path={path} />
      <Devices path={path} />
      <Rights path={path} />
      <h2>{t.conversations}</h2>
      <OwnConversations user={user.id} />
    </Page>
  )
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value || '–'}</dd>
    </div>
  )
}

function Account({ path, user, done }: OfUser & { readonly user: User; readonly done: () => void }) {
  const t = useTexts(texts)
  const { disabled, name } = user
  return (
    <>
      <Deed
        label={t.rename}
        by="operator"
        fields={[{ name: 'name', label: t.name, value: name }]}
        run={({ name }) => ask('PATCH', path, { name })}
        done={done}
      />
      <Deed
        label={t.reset}
        by="operator"
        about={t.resetAbout}
        fields={[{ name: 'password', label: t.password, type: 'password' }]}
        run={({ password }) => ask('PUT', `${path}/password`, { password })}
        done={done}
      />
      <Deed label={t.end} by="operator" about={t.endAbout} danger run={() => ask('DELETE', `${path}/connections`)} done={done} />
      <Deed label={t.revoke} by="operator" about={t.revokeAbout} danger run={() => ask('DELETE', `${path}/tokens`)} done={done} />
      <Deed
        label={disabled ? t.enable : t.disable}
        by="operator"
        about={disabled ? t.enableAbout : t.disableAbout}
        danger={!disabled}
        run={() => ask('PATCH', path, { disabled: !disabled })}
        done={done}
      />
    </>
  )
}

function Speech({ path }: OfUser) {
  const t = useTexts(texts)
  const { answer, problem, reload } = useAnswer<{ readonly until: string | null }>(`${path}/mute`)
  const mute = (until: string | null) => ask('PUT', `${path}/mute`, { until })
  return (
    <section className="row">
      <Problem text={problem} />
      {typeof answer?.until === 'string' && (
        <>
          <Mark look="bad">
            {t.muted} <Time of={answer.until} />
          </Mark>
          <Deed label={t.unmute} by="operator" run={() => mute(null)} done={reload} />
        </>
      )}
      <Deed
        label={t.mute}
        icon="mute"
        by="operator"
        about={t.muteAbout}
        fields={[{ name: 'until', label: t.until, type: 'datetime-local' }]}
        run={({ until = '' }) => mute(new Date(until).toISOString())}
        done={reload}
      />
    </section>
  )
}

function Devices({ path }: OfUser) {
  const t = useTexts(texts)
  const list = useList<UsersDevice>(`${path}/devices`)
  return (
    <>
      <h2>{t.devices}</h2>
      <ListTable
        list={list}
        label={t.devices}
        keyOf={({ device }) => `${device.type} ${device.id}`}
        columns={[
          { name: t.device, cell: ({ device }) => device.name || device.id },
          { name: t.type, cell: ({ device }) => device.type },
          { name: t.state, cell: ({ online }) => <Mark look={online ? 'good' : 'plain'}>{online ? t.online : t.offline}</Mark> },
          { name: t.lastSignIn, cell: ({ signedInAt }) => <Time of={signedInAt} /> },
          {
            name: t.actions,
            look: 'actions',
            cell: ({ device: { type, id }, online }) =>
              online && (
                <Deed
                  label={t.signOut}
                  by="operator"
                  about={t.signOutAbout}
                  danger
                  run={() => ask('DELETE', `${path}/devices/${type}/${encodeURIComponent(id)}`)}
                  done={list.reload}
                />
              ),
          },
        ]}
      />
    </>
  )
}

interface GivenRight {
  readonly right: string
  readonly group: string | null
}

const rights = ['view', 'operate', 'administer', 'notify', 'monitor'] as const

function Rights({ path }: OfUser) {
  const t = useTexts(texts)
  const list = useList<GivenRight>(`${path}/rights`)
  const pathOf = ({ right, group }: GivenRight) => `${path}/rights/${right}${group === null ? '' : `?group=${encodeURIComponent(group)}`}`
  return (
    <>
      <div className="row">
        <h2>{t.rights}</h2>
        <Deed
          label={t.grant}
          by="admin"
          about={t.grantAbout}
          fields={[{ name: 'right', label: t.right, options: rights }]}
          run={({ right = '' }) => ask('PUT', pathOf({ right, group: null }))}
          done={list.reload}
        />
      </div>
      <ListTable
        list={list}
        label={t.rights}
        keyOf={({ right, group }) => `${right} ${group}`}
        columns={[
          { name: t.right, cell: ({ right }) => right },
          { name: t.where, cell: ({ group }) => group ?? t.everywhere },
          {
            name: t.actions,
            look: 'actions',
            cell: (given) => (
              <Deed label={t.take} by="admin" about={t.takeAbout} danger run={() => ask('DELETE', pathOf(given))} done={list.reload} />
            ),
          },
        ]}
      />
    </>
  )
}
