import { preference, usePreference } from './preference.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** The same texts in every language: one that is missing does not compile. */
export type Texts<T> = Readonly<Record<Language, T>>

const chosen = preference<Language>('magpie.language', languages, () => (navigator.language.startsWith('zh') ? 'zh' : 'en'))

const tell = () => {
  document.documentElement.lang = chosen.get() === 'zh' ? 'zh-CN' : 'en'
}
tell()
chosen.subscribe(tell)

export function useLanguage(): readonly [Language, (language: Language) => void] {
  return usePreference(chosen)
}

export function useTexts<T>(texts: Texts<T>): T {
  return texts[useLanguage()[0]]
}

/** For what is told outside of a component, such as a notification. */
export function textsNow<T>(texts: Texts<T>): T {
  return texts[chosen.get()]
}
