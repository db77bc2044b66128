import { ImError, type Journal, type Stamps, type WordAction } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { auditOf } from '../rights/audit.ts'
import type { BlockedWords } from './blocked-words.ts'
import { mostWords } from './word-list.ts'

interface ChangeBlockedWordPorts {
  readonly journal: Journal
  readonly blockedWords: BlockedWords
  readonly stamps: Stamps
}

interface ChangedWord {
  readonly word: string
  readonly action: WordAction | undefined
}

/** Says what is done about a word from now on, whatever the file of words says; undefined: nothing. */
export class ChangeBlockedWord {
  readonly #ports: ChangeBlockedWordPorts

  constructor(ports: ChangeBlockedWordPorts) {
    this.#ports = ports
  }

  change(actor: string, word: string, action: WordAction | undefined): Promise<void> {
    return this.changeAll(actor, [{ word, action }])
  }

  /** All of them or, when one is refused, none. */
  async changeAll(actor: string, words: readonly ChangedWord[]): Promise<void> {
    const { journal, blockedWords, stamps } = this.#ports
    if (blockedWords.changes + words.length > mostWords) throw new ImError('BadRequest', { detail: `at most ${mostWords} words` })
    const changes = words.map(({ word, action }) => blockedWords.change(word, action))
    const deeds = words.map(({ action }) => ({ actor, action: 'word.change', subject: 'blocked words', detail: action ?? 'allowed' }))
    await commit(journal, [...changes, ...deeds.map((deed) => auditOf(stamps, deed))])
  }
}
