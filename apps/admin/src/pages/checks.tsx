import { Button, Icon, useTexts } from '@magpie-im/ui'
import type { Verdict } from '../api/things.ts'
import { Mark, Page, Problem, Time } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { useAnswer } from '../parts/use-answer.ts'

const texts = {
  en: {
    title: 'Doctor',
    about:
      'What can be checked while the server runs. To compare journal and read model record by record, stop the server and run ./magpie doctor.',
    again: 'Look again',
    good: 'Everything is well.',
    bad: 'Something needs you.',
    name: 'Check',
    verdict: 'Verdict',
    detail: 'Details',
    well: 'well',
    ill: 'look here',
  },
  zh: {
    title: '诊断',
    about: '服务器运行时可以检查的项目。若要逐条核对日志与读模型，请停止服务器并运行 ./magpie doctor。',
    again: '重新检查',
    good: '一切正常。',
    bad: '有问题需要处理。',
    name: '检查项',
    verdict: '结论',
    detail: '详情',
    well: '正常',
    ill: '请查看',
  },
}

export function Checks() {
  const t = useTexts(texts)
  const { answer, problem, reload } = useAnswer<Verdict>('/api/v1/checks')
  const again = (
    <Button onClick={reload}>
      <Icon name="retry" size={18} /> {t.again}
    </Button>
  )
  return (
    <Page title={t.title} about={t.about} actions={again}>
      <Problem text={problem} />
      {answer !== undefined && (
        <>
          <p className="verdict" role="status">
            <Mark look={answer.good ? 'good' : 'bad'}>{answer.good ? t.good : t.bad}</Mark> <Time of={answer.at} />
          </p>
          <Table
            label={t.title}
            rows={answer.items}
            keyOf={({ name }) => name}
            columns={[
              { name: t.name, look: 'code', cell: ({ name }) => name },
              { name: t.verdict, cell: ({ good }) => <Mark look={good ? 'good' : 'bad'}>{good ? t.well : t.ill}</Mark> },
              { name: t.detail, cell: ({ detail }) => detail },
            ]}
          />
        </>
      )}
    </Page>
  )
}
