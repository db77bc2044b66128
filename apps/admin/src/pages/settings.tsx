import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import type { Setting } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Search } from '../parts/search.tsx'
import { Mark, Page } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'

const texts = {
  en: {
    title: 'Settings',
    about: 'Limits and policies. What is live holds at once and after restarts; the rest takes the configuration and a restart.',
    search: 'Search settings',
    key: 'Setting',
    value: 'Value',
    source: 'From',
    change: 'Change',
    changeAbout: 'Holds at once, and after a restart too. By default: ',
    reset: 'Reset',
    resetAbout: 'Goes back to what the configuration says: ',
    actions: 'Actions',
    empty: 'empty',
  },
  zh: {
    title: '设置',
    about: '限制与策略。可在线修改的设置立即生效并在重启后保留；其余需修改配置并重启。',
    search: '搜索设置',
    key: '设置',
    value: '值',
    source: '来源',
    change: '修改',
    changeAbout: '立即生效，重启后仍然有效。默认值：',
    reset: '重置',
    resetAbout: '恢复为配置中的值：',
    actions: '操作',
    empty: '空',
  },
}

export function Settings() {
  const t = useTexts(texts)
  const [search, setSearch] = useState('')
  const list = useList<Setting>('/api/v1/settings')
  const words = search.toLowerCase()
  const shown = list.items.filter(({ key, about }) => `${key} ${about}`.toLowerCase().includes(words))
  const columns = [
    {
      name: t.key,
      cell: ({ key, about }: Setting) => (
        <>
          <code>{key}</code>
          <p className="hint">{about}</p>
        </>
      ),
    },
    { name: t.value, look: 'code' as const, cell: ({ value }: Setting) => value || <i>{t.empty}</i> },
    { name: t.source, cell: ({ source }: Setting) => <Mark look={source === 'changed' ? 'good' : 'plain'}>{source}</Mark> },
    { name: t.actions, look: 'actions' as const, cell: (setting: Setting) => <Change setting={setting} done={list.reload} /> },
  ]
  return (
    <Page title={t.title} about={t.about}>
      <Search label={t.search} value={search} onChange={setSearch} />
      <ListTable list={list} label={t.title} rows={shown} keyOf={({ key }) => key} columns={columns} />
    </Page>
  )
}

function Change({
  setting: { key, value, live, source, configured, ...setting },
  done,
}: {
  readonly setting: Setting
  readonly done: () => void
}) {
  const t = useTexts(texts)
  if (!live) return null
  const path = `/api/v1/settings/${encodeURIComponent(key)}`
  return (
    <>
      <Deed
        label={t.change}
        by="admin"
        about={`${setting.about} ${t.changeAbout}${setting.default || t.empty}`}
        fields={[{ name: 'value', label: key, value, optional: true }]}
        run={({ value = '' }) => ask('PUT', path, { value })}
        done={done}
      />
      {source === 'changed' && (
        <Deed label={t.reset} by="admin" about={`${t.resetAbout}${configured || t.empty}`} run={() => ask('DELETE', path)} done={done} />
      )}
    </>
  )
}
