import { useTexts } from '@magpie-im/ui'
import type { Audited } from '../api/things.ts'
import { ListTable } from '../parts/list-table.tsx'
import { Page, Time } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'

const texts = {
  en: {
    title: 'Audit log',
    about: 'Who did what with rights that others do not have, newest first. Nothing is ever taken out of it.',
    time: 'Time',
    actor: 'Who',
    action: 'What',
    subject: 'To what',
    detail: 'Details',
  },
  zh: {
    title: '审计日志',
    about: '谁用特殊权限做了什么，最新在前。记录不会被删除。',
    time: '时间',
    actor: '操作者',
    action: '操作',
    subject: '对象',
    detail: '详情',
  },
}

export function Audit() {
  const t = useTexts(texts)
  const list = useList<Audited>('/api/v1/audit')
  return (
    <Page title={t.title} about={t.about}>
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ time, actor, action, subject }) => `${time} ${actor} ${action} ${subject}`}
        columns={[
          { name: t.time, cell: ({ time }) => <Time of={time} /> },
          { name: t.actor, cell: ({ actor }) => actor },
          { name: t.action, look: 'code', cell: ({ action }) => action },
          { name: t.subject, cell: ({ subject }) => subject || '–' },
          { name: t.detail, cell: ({ detail }) => detail || '–' },
        ]}
      />
    </Page>
  )
}
