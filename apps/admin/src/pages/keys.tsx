import { Dialog, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { ApiKey } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import type { Values } from '../parts/form-dialog.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Page, Time } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'

const texts = {
  en: {
    title: 'API keys',
    about: 'With a key a backend does by HTTP what users do, within its scopes.',
    make: 'Make a key',
    name: 'Name',
    nameHint: 'What it is for.',
    scopes: 'Scopes',
    scopeAbout: 'read: look at everything; write: change users and groups; send: write as anyone; admin: all of that, keys and settings.',
    days: 'Days it is good',
    daysHint: 'Empty: it does not expire.',
    made: 'Made',
    expires: 'Expires',
    never: 'never',
    revoke: 'Revoke',
    revokeAbout: 'The key is refused from now on. This cannot be taken back.',
    fresh: 'The new key',
    once: 'Keep it well: it is not shown again.',
    close: 'Close',
    actions: 'Actions',
  },
  zh: {
    title: 'API 密钥',
    about: '后端凭密钥通过 HTTP 代用户操作，限于密钥的权限范围。',
    make: '新建密钥',
    name: '名称',
    nameHint: '用途。',
    scopes: '权限范围',
    scopeAbout: 'read：查看；write：修改用户和群组；send：以任何人身份发送；admin：以上全部以及密钥和设置。',
    days: '有效天数',
    daysHint: '留空则不过期。',
    made: '创建时间',
    expires: '到期',
    never: '永不',
    revoke: '吊销',
    revokeAbout: '密钥立即失效，且无法恢复。',
    fresh: '新密钥',
    once: '请妥善保存，不会再次显示。',
    close: '关闭',
    actions: '操作',
  },
}

const scopes = ['read', 'write', 'send', 'admin'] as const
const path = '/api/v1/keys'
const secondsPerDay = 86_400

export function Keys() {
  const t = useTexts(texts)
  const list = useList<ApiKey>(path)
  const [fresh, setFresh] = useState<string>()
  return (
    <Page title={t.title} about={t.about} actions={<MakeKey onKey={setFresh} done={list.reload} />}>
      {fresh !== undefined && (
        <Dialog title={t.fresh} closeLabel={t.close} onClose={() => setFresh(undefined)}>
          <p>{t.once}</p>
          <code className="secret">{fresh}</code>
        </Dialog>
      )}
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ id }) => id}
        columns={[
          { name: t.name, cell: ({ name }) => name },
          { name: 'ID', look: 'code', cell: ({ id }) => id },
          { name: t.scopes, cell: ({ scopes }) => scopes.join(', ') },
          { name: t.made, cell: ({ createdAt }) => <Time of={createdAt} /> },
          { name: t.expires, cell: ({ expiresAt }) => (expiresAt === null ? t.never : <Time of={expiresAt} />) },
          {
            name: t.actions,
            look: 'actions',
            cell: ({ id }) => (
              <Deed
                label={t.revoke}
                by="admin"
                about={t.revokeAbout}
                danger
                run={() => ask('DELETE', `${path}/${id}`)}
                done={list.reload}
              />
            ),
          },
        ]}
      />
    </Page>
  )
}

function MakeKey({ onKey, done }: { readonly onKey: (key: string) => void; readonly done: () => void }) {
  const t = useTexts(texts)
  const make = async ({ name, days = '', ...checked }: Values) => {
    const seconds = days === '' ? undefined : Number(days) * secondsPerDay
    const wish = {
      name,
      scopes: scopes.filter((scope) => checked[scope] !== undefined),
      ...(seconds !== undefined && { expiresInSeconds: seconds }),
    }
    const { key } = await ask<{ readonly key: string }>('POST', path, wish)
    onKey(key)
  }
  return (
    <Deed
      label={t.make}
      icon="add"
      look="main"
      by="admin"
      about={t.scopeAbout}
      fields={[
        { name: 'name', label: t.name, hint: t.nameHint },
        ...scopes.map((scope) => ({ name: scope, label: scope, type: 'check' as const, value: scope === 'read' ? 'yes' : '' })),
        { name: 'days', label: t.days, type: 'number', optional: true, hint: t.daysHint },
      ]}
      run={make}
      done={done}
    />
  )
}
