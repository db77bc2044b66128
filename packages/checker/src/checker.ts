import { Facts } from './facts/facts.ts'
import type { Finding } from './finding.ts'
import type { HistoryEvent } from './history.ts'
import { Membership } from './membership.ts'
import { rules } from './rules/index.ts'
import type { Report } from './rules/rule.ts'
import { showingOf } from './rules/shown.ts'

/** More than this are not kept: one broken promise shows in many places. */
const mostFindings = 10_000

/** Judges a history while it comes. Keeps of messages where they are and a checksum, not what they say. */
export class Checker {
  readonly #facts = new Facts()
  readonly #findings: Finding[] = []
  readonly #report: Report = (finding) => {
    if (this.#findings.length < mostFindings) this.#findings.push(finding)
  }

  get events(): number {
    return this.#facts.now
  }

  feed(event: HistoryEvent): void {
    this.#facts.take(event)
    const showing = showingOf(event, this.#facts)
    for (const rule of rules) {
      rule.event?.(event, this.#facts, this.#report)
      if (showing !== undefined) rule.shown?.(showing, this.#facts, this.#report)
    }
  }

  /** Everything has been told, also what is stored. */
  finish(): readonly Finding[] {
    this.#facts.finish()
    for (const conversation of this.#facts.conversations.values()) {
      const { stored } = conversation
      if (stored === undefined) continue
      const ended = { conversation, stored, membership: new Membership(conversation) }
      for (const rule of rules) rule.conversation?.(ended, this.#facts, this.#report)
    }
    for (const rule of rules) rule.end?.(this.#facts, this.#report)
    return this.#findings
  }
}

/** No findings: every promise was kept, as far as this history can show. */
export function check(history: Iterable<HistoryEvent>): readonly Finding[] {
  const checker = new Checker()
  for (const event of history) checker.feed(event)
  return checker.finish()
}
