import type { Language } from '@magpie-im/ui'
import { isSameDay } from './rows.ts'

const locales = { en: 'en-GB', zh: 'zh-CN' } as const
const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

export function formatTime(at: number, language: Language): string {
  return format(at, language, { hour: '2-digit', minute: '2-digit' })
}

/** `today` and `yesterday` in words. */
export function formatDay(at: number, language: Language, words: { readonly today: string; readonly yesterday: string }): string {
  const now = Date.now()
  if (isSameDay(at, now)) return words.today
  if (isSameDay(at, now - dayMs)) return words.yesterday
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return format(at, language, { weekday: 'long', day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) })
}

/** As short as can be: for the list. */
export function formatShort(at: number, language: Language, words: { readonly yesterday: string }): string {
  const now = Date.now()
  if (isSameDay(at, now)) return formatTime(at, language)
  if (isSameDay(at, now - dayMs)) return words.yesterday
  return format(at, language, { day: 'numeric', month: 'numeric', year: '2-digit' })
}

export function formatWhole(at: number, language: Language): string {
  return format(at, language, { dateStyle: 'medium', timeStyle: 'short' })
}

function format(at: number, language: Language, options: Intl.DateTimeFormatOptions): string {
  const name = `${language} ${JSON.stringify(options)}`
  const known = formats.get(name) ?? new Intl.DateTimeFormat(locales[language], options)
  formats.set(name, known)
  return known.format(at)
}
