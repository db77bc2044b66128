import { Button, Icon, useLanguage, useTexts } from '@magpie-im/ui'
import type { ReactNode } from 'react'
import { texts } from './texts.ts'
import type { List } from './use-list.ts'

/** A time as people here write it. */
export function Time({ of }: { readonly of: string | null }) {
  const [language] = useLanguage()
  if (of === null) return <>–</>
  const text = new Date(of).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
  return <time dateTime={of}>{text}</time>
}

export function Mark({ look, children }: { readonly look: 'good' | 'bad' | 'plain'; readonly children: ReactNode }) {
  return <span className={`mark ${look}`}>{children}</span>
}

export function Problem({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <p className="problem" role="alert">
      {text}
    </p>
  )
}

interface PageProps {
  readonly title: string
  readonly about?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, about, actions, children }: PageProps) {
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {about !== undefined && <p>{about}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** What a list shows while it loads, when it failed and when nothing is in it, or else its items, and a way to more. */
export function Listed<T>({ list, children }: { readonly list: List<T>; readonly children: ReactNode }) {
  const t = useTexts(texts)
  const { items, problem, loading, hasMore, more, reload } = list
  if (problem !== undefined)
    return (
      <div className="state">
        <Problem text={problem} />
        <Button onClick={reload}>
          <Icon name="retry" /> {t.retry}
        </Button>
      </div>
    )
  if (items.length === 0 && !hasMore) return <p className="state">{loading ? t.loading : t.nothing}</p>
  return (
    <>
      {children}
      {hasMore && (
        <Button className="more" disabled={loading} onClick={more}>
          {t.more}
        </Button>
      )}
    </>
  )
}
