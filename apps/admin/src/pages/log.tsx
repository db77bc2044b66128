import { useTexts } from '@magpie-im/ui'
import { useState } from 'react'
import type { LogLine } from '../api/things.ts'
import { Mark, Page, Problem, Time } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { texts as common } from '../parts/texts.ts'
import { useAnswer } from '../parts/use-answer.ts'

const texts = {
  en: {
    title: 'Log',
    about: 'The newest lines of the server’s log, at least as severe as you choose. No line has contents or credentials.',
    level: 'Level',
    time: 'Time',
    message: 'Message',
    fields: 'Details',
  },
  zh: {
    title: '日志',
    about: '服务器日志的最新若干行，不低于所选级别。日志不含消息内容与凭据。',
    level: '级别',
    time: '时间',
    message: '消息',
    fields: '详情',
  },
}

const levels = ['debug', 'info', 'warn', 'error'] as const
const looks: Readonly<Record<string, 'bad' | 'good'>> = { error: 'bad', warn: 'bad', info: 'good' }
const everyMs = 3_000

export function Log() {
  const t = useTexts(texts)
  const c = useTexts(common)
  const [level, setLevel] = useState('info')
  const { answer, problem } = useAnswer<{ readonly items: readonly LogLine[] }>(`/api/v1/log?level=${level}`, everyMs)
  const chooser = (
    <label className="chooser">
      {t.level}
      <select className="input" value={level} onChange={({ target }) => setLevel(target.value)}>
        {levels.map((level) => (
          <option key={level}>{level}</option>
        ))}
      </select>
    </label>
  )
  const lines = answer?.items.toReversed() ?? []
  return (
    <Page title={t.title} about={t.about} actions={chooser}>
      <Problem text={problem} />
      {lines.length === 0 ? (
        <p className="state">{answer === undefined ? c.loading : c.nothing}</p>
      ) : (
        <Table
          label={t.title}
          rows={lines}
          keyOf={({ number }) => number}
          columns={[
            { name: t.time, cell: ({ time }) => <Time of={time} /> },
            { name: t.level, cell: ({ level }) => <Mark look={looks[level] ?? 'plain'}>{level}</Mark> },
            { name: t.message, cell: ({ message }) => message },
            { name: t.fields, look: 'code', cell: ({ fields }) => textOf(fields) },
          ]}
        />
      )}
    </Page>
  )
}

function textOf(fields: LogLine['fields']): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
