import { preference, usePreference } from './preference.ts'

export const colourSchemes = ['system', 'light', 'dark'] as const
export type ColourScheme = (typeof colourSchemes)[number]

const chosen = preference<ColourScheme>('magpie.theme', colourSchemes, () => 'system')

/** What the system has, the style sheet knows itself. */
const apply = () => {
  const scheme = chosen.get()
  if (scheme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = scheme
}
apply()
chosen.subscribe(apply)

export function useColourScheme(): readonly [ColourScheme, (scheme: ColourScheme) => void] {
  return usePreference(chosen)
}
