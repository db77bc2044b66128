import { Avatar, useTexts } from '@magpie-im/ui'
import { texts } from '../texts.ts'
import type { Candidate } from './mentions.ts'

interface MentionSuggestionsProps {
  readonly id: string
  readonly candidates: readonly Candidate[]
  readonly chosen: number
  readonly onPick: (candidate: Candidate) => void
}

/** Who is meant, perhaps; the focus stays in the text. */
export function MentionSuggestions({ id, candidates, chosen, onPick }: MentionSuggestionsProps) {
  const t = useTexts(texts)
  return (
    <div id={id} className="suggestions" role="listbox" aria-label={t.mentionSuggestions}>
      {candidates.map((candidate, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text, which keeps the focus.
        <div
          key={candidate.isAll === true ? '@' : candidate.user}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(candidate)}
        >
          <Avatar id={candidate.user} name={candidate.name} group={candidate.isAll === true} size={28} />
          {candidate.name}
        </div>
      ))}
    </div>
  )
}
