import { Button, Icon, useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { Connection } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Page, Time } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'
import { pathOf } from '../paths.ts'

const texts = {
  en: {
    title: 'Connections',
    about: 'Who is signed in now, on this node.',
    user: 'User id',
    device: 'Device',
    door: 'Door',
    address: 'Address',
    since: 'Since',
    reload: 'Reload',
    end: 'End',
    endAbout: 'Ends this connection. Its client may come back by itself; disable the user, or revoke the tokens, to keep it away.',
    actions: 'Actions',
  },
  zh: {
    title: '连接',
    about: '当前登录在本节点上的用户。',
    user: '用户 ID',
    device: '设备',
    door: '入口',
    address: '地址',
    since: '登录时间',
    reload: '刷新',
    end: '断开',
    endAbout: '断开此连接。客户端可能自动重连；如需阻止，请停用该用户或吊销令牌。',
    actions: '操作',
  },
}

export function Connections() {
  const t = useTexts(texts)
  const [user, setUser] = useState('')
  const list = useList<Connection>(`/api/v1/connections${user === '' ? '' : `?user=${encodeURIComponent(user)}`}`)
  const reload = (
    <Button onClick={list.reload}>
      <Icon name="retry" size={18} /> {t.reload}
    </Button>
  )
  return (
    <Page title={t.title} about={t.about} actions={reload}>
      <Search label={t.user} value={user} onChange={setUser} />
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ id }) => id}
        columns={[
          { name: '#', look: 'number', cell: ({ id }) => id },
          { name: t.user, cell: ({ user }) => <a href={pathOf('users', user)}>{user}</a> },
          { name: t.device, cell: ({ device: { type, name, id } }) => `${type} · ${name || id}` },
          { name: t.door, cell: ({ door, protocolVersion }) => `${door} ${protocolVersion}` },
          { name: t.address, look: 'code', cell: ({ address }) => address },
          { name: t.since, cell: ({ signedInAt }) => <Time of={signedInAt} /> },
          {
            name: t.actions,
            look: 'actions',
            cell: ({ id }) => (
              <Deed
                label={t.end}
                by="operator"
                about={t.endAbout}
                danger
                run={() => ask('DELETE', `/api/v1/connections/${id}`)}
                done={list.reload}
              />
            ),
          },
        ]}
      />
    </Page>
  )
}
