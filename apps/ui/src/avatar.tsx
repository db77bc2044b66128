import type { CSSProperties } from 'react'

interface AvatarProps {
  /** Chooses the colour. */
  readonly id: string
  readonly name: string
  readonly group?: boolean
  readonly size?: number
  readonly presence?: 'online' | 'away' | 'offline' | undefined
}

/** All are dark enough for white letters. */
const tones = ['#0a6a72', '#28507f', '#5b4b8a', '#7d3f66', '#8a4a2b', '#4d6325', '#2f5d50', '#3c4a57'] as const

/** The first letters of a name on a colour of its own. */
export function Avatar({ id, name, group = false, size = 44, presence }: AvatarProps) {
  const style = { '--size': `${size}px`, '--tone': toneOf(id) } as CSSProperties // as: React's type knows no custom properties
  return (
    <span className={group ? 'avatar group' : 'avatar'} style={style} aria-hidden="true">
      {initials(name)}
      {presence !== undefined && presence !== 'offline' && <span className={`dot ${presence}`} />}
    </span>
  )
}

function toneOf(id: string): string {
  let hash = 0
  for (const sign of id) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0
  return tones[hash % tones.length] ?? tones[0]
}

const ideograph = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u

function initials(name: string): string {
  const [first = '', ...more] = name.trim().split(/\s+/u)
  const [sign = '?'] = first
  if (ideograph.test(sign)) return sign
  const [second = ''] = more.at(-1) ?? ''
  return `${sign}${second}`.toUpperCase()
}
