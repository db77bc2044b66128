import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import type { SignIn } from '../api/things.ts'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Mark, Page, Time } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'

const texts = {
  en: {
    title: 'Sign-ins',
    about: 'Who signed in or tried to within the last 90 days, newest first.',
    user: 'User id',
    time: 'Time',
    device: 'Device',
    door: 'Door',
    address: 'Address',
    result: 'Result',
  },
  zh: {
    title: '登录记录',
    about: '最近 90 天内的登录与登录尝试，最新在前。',
    user: '用户 ID',
    time: '时间',
    device: '设备',
    door: '入口',
    address: '地址',
    result: '结果',
  },
}

export function SignIns() {
  const t = useTexts(texts)
  const [user, setUser] = useState('')
  const list = useList<SignIn>(`/api/v1/sign-ins${user === '' ? '' : `?user=${encodeURIComponent(user)}`}`)
  return (
    <Page title={t.title} about={t.about}>
      <Search label={t.user} value={user} onChange={setUser} />
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ time, user, device }) => `${time} ${user} ${device.type} ${device.id}`}
        columns={[
          { name: t.time, cell: ({ time }) => <Time of={time} /> },
          { name: t.user, cell: ({ user }) => user },
          { name: t.result, cell: ({ result }) => <Mark look={result === 'ok' ? 'good' : 'bad'}>{result}</Mark> },
          { name: t.device, cell: ({ device: { type, name, id } }) => `${type} · ${shortened(name) || id}` },
          { name: t.door, cell: ({ door }) => door },
          { name: t.address, look: 'code', cell: ({ address }) => address },
        ]}
      />
    </Page>
  )
}

/** Browsers tell long stories of themselves. */
function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name
}
