import type { TimelineEntry } from '@magpie-im/sdk'

interface ReactionLineProps {
  readonly reactions: NonNullable<TimelineEntry['reactions']>
  readonly onToggle: (emoji: string) => void
}

/** What people think of a message. */
export function ReactionLine({ reactions, onToggle }: ReactionLineProps) {
  if (reactions.length === 0) return null
  return (
    <ul className="reactions">
      {reactions.map(({ emoji, count, mine = false }) => (
        <li key={emoji}>
          <button type="button" aria-pressed={mine} onClick={() => onToggle(emoji)}>
            {emoji} {count}
          </button>
        </li>
      ))}
    </ul>
  )
}
