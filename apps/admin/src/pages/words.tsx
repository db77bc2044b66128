import { useTexts } from '@magpie-im/ui'
import { ask } from '../api/ask.ts'
import type { Word } from '../api/things.ts'
import { Deed } from '../parts/deed.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { Mark, Page } from '../parts/shown.tsx'
import { useList } from '../parts/use-list.ts'

const texts = {
  en: {
    title: 'Blocked words',
    about: 'A message with one of these is refused, or the word is replaced by asterisks.',
    block: 'Block words',
    words: 'Words',
    hint: 'One in each line.',
    action: 'What happens',
    word: 'Word',
    allow: 'Allow again',
    allowAbout: 'The word may be written from now on, whatever the word file says.',
    actions: 'Actions',
  },
  zh: {
    title: '屏蔽词',
    about: '含有这些词的消息会被拒绝，或将该词替换为星号。',
    block: '添加屏蔽词',
    words: '词语',
    hint: '每行一个。',
    action: '处理方式',
    word: '词语',
    allow: '解除屏蔽',
    allowAbout: '从现在起可以使用该词，不论词库文件如何规定。',
    actions: '操作',
  },
}

const path = '/api/v1/words'

export function Words() {
  const t = useTexts(texts)
  const list = useList<Word>(path)
  const block = (
    <Deed
      label={t.block}
      icon="add"
      look="main"
      by="operator"
      fields={[
        { name: 'words', label: t.words, type: 'area', hint: t.hint },
        { name: 'action', label: t.action, options: ['refuse', 'replace'] },
      ]}
      run={({ words = '', action }) => ask('PUT', path, { words: linesOf(words).map((word) => ({ word, action })) })}
      done={list.reload}
    />
  )
  return (
    <Page title={t.title} about={t.about} actions={block}>
      <ListTable
        list={list}
        label={t.title}
        keyOf={({ word }) => word}
        columns={[
          { name: t.word, cell: ({ word }) => word },
          { name: t.action, cell: ({ action }) => <Mark look={action === 'refuse' ? 'bad' : 'plain'}>{action}</Mark> },
          {
            name: t.actions,
            look: 'actions',
            cell: ({ word }) => (
              <Deed
                label={t.allow}
                by="operator"
                about={t.allowAbout}
                run={() => ask('DELETE', `${path}?word=${encodeURIComponent(word)}`)}
                done={list.reload}
              />
            ),
          },
        ]}
      />
    </Page>
  )
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
