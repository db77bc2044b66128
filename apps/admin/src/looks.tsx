import { Button, IconButton, useColourScheme, useLanguage, useTexts } from '@magpie-im/ui'
import { texts } from './texts.ts'

/** Language, light and dark. */
export function Looks() {
  const t = useTexts(texts)
  const [language, setLanguage] = useLanguage()
  const [scheme, setScheme] = useColourScheme()
  const isDark = scheme === 'dark' || (scheme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  return (
    <span className="looks">
      <Button look="quiet" aria-label={t.otherLanguage} onClick={() => setLanguage(language === 'en' ? 'zh' : 'en')}>
        {language === 'en' ? '中' : 'EN'}
      </Button>
      <IconButton icon={isDark ? 'sun' : 'moon'} label={isDark ? t.light : t.dark} onClick={() => setScheme(isDark ? 'light' : 'dark')} />
    </span>
  )
}
