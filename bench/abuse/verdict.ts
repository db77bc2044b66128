import type { Left, ProcessFigures } from '../observe/process.ts'
import type { Fared } from './honest.ts'
import type { Deeds, Scene } from './scene.ts'

/** What was seen of one scene. */
export interface Seen {
  readonly quiet: Fared
  readonly attacked: Fared
  readonly afterwards: Fared
  readonly deeds: Deeds
  /** Reasons given during the attack, and how often. */
  readonly heldBack: Readonly<Record<string, number>>
  readonly before: ProcessFigures & Left
  readonly after: ProcessFigures & Left
  /** Bytes. */
  readonly mostRss: number
  readonly serverCores: number
  readonly attackerCores: number
  readonly attackSeconds: number
}

const mebibyte = 2 ** 20
/** Of the quiet time. */
const mostSlower = 3
/** A collection of garbage or a slow sync takes as long in the quietest of servers; nobody who chats sees it. */
const noiseMs = 25
/** Accounts and counts of many addresses that are remembered for a while, tables that grew: bounded, and far below what an attack would take. */
const mostHeap = 24 * mebibyte
/** Pages that allocators keep for the next time. */
const mostRss = 192 * mebibyte
/** Files that are opened when they are first needed. */
const fewFiles = 8

/** What does not hold, in words. */
export function complaintsAbout({ heldBackBy }: Scene, seen: Seen): string[] {
  const { quiet, attacked, afterwards, before, after, deeds, heldBack } = seen
  const most = Math.max(quiet.p99 * mostSlower, noiseMs)
  const errors = [quiet, attacked, afterwards].flatMap((fared) => fared.errors)
  const heap = after.heapUsed + after.external - before.heapUsed - before.external
  const complaints: readonly (readonly [boolean, string])[] = [
    [attacked.p99 > most, `under attack p99 is ${attacked.p99.toFixed(1)} ms, more than ${most.toFixed(1)}`],
    [afterwards.p99 > most, `afterwards p99 is ${afterwards.p99.toFixed(1)} ms, more than ${most.toFixed(1)}`],
    [attacked.messages === 0 || attacked.newcomers === 0, 'no honest user got anything done'],
    [errors.length > 0, `${errors.length} honest errors: ${[...new Set(errors)].slice(0, 3).join('; ')}`],
    [(deeds['leftOut'] ?? 0) > 0, `${deeds['leftOut']} clients never got in`],
    [
      heldBackBy.length > 0 && !heldBackBy.some((reason) => (heldBack[reason] ?? 0) > 0),
      `nothing was held back by ${heldBackBy.join(', ')}`,
    ],
    [heap > mostHeap, `${Math.round(heap / mebibyte)} MiB more are held afterwards`],
    [after.rss - before.rss > mostRss, `RSS is ${Math.round((after.rss - before.rss) / mebibyte)} MiB higher afterwards`],
    [after.sockets > before.sockets, `${after.sockets - before.sockets} sockets stay open`],
    [after.files > before.files + fewFiles, `${after.files - before.files} files stay open`],
  ]
  return complaints.flatMap(([wrong, words]) => (wrong ? [words] : []))
}
