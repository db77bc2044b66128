import type { Texts } from '@magpie-im/ui'

const en = {
  loading: 'Loading …',
  nothing: 'Nothing here.',
  retry: 'Try again',
  more: 'Show more',
  close: 'Close',
  cancel: 'Cancel',
  ellipsis: '…',
}

export const texts: Texts<typeof en> = {
  en,
  zh: {
    loading: '正在加载…',
    nothing: '这里什么都没有。',
    retry: '重试',
    more: '显示更多',
    close: '关闭',
    cancel: '取消',
    ellipsis: '…',
  },
}
