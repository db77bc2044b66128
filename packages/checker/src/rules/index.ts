import { ackDiffers } from './ack-differs.ts'
import { doubled } from './doubled.ts'
import { invented } from './invented.ts'
import { lost } from './lost.ts'
import { missed } from './missed.ts'
import { readMarkBack } from './read-mark-back.ts'
import { answersInOrder, inOrderOfSending, risesEverywhere } from './reordered.ts'
import { revokedIsBack } from './revoked-is-back.ts'
import type { Rule } from './rule.ts'
import { seenByStranger } from './seen-by-stranger.ts'
import { seqGap } from './seq-gap.ts'
import { staleAnswer } from './stale-answer.ts'
import { wrongUnread } from './wrong-unread.ts'

export const rules: readonly Rule[] = [
  lost,
  staleAnswer,
  missed,
  doubled,
  risesEverywhere,
  inOrderOfSending,
  answersInOrder,
  seqGap,
  invented,
  ackDiffers,
  wrongUnread,
  readMarkBack,
  seenByStranger,
  revokedIsBack,
]
