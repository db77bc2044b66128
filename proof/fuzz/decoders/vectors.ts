import { readdirSync, readFileSync } from 'node:fs'
import { bodyOf, bytesOf, rightVectors } from '../../../tools/tars/conformance/vectors.ts'

/** Longer ones, of which there are few, would make every copy of them slow. */
const longestSeed = 1_500
const isShort = ({ length }: Buffer) => length <= longestSeed

/** Whole frames, their lengths before them. */
export const frames: readonly Buffer[] = rightVectors
  .filter(({ framed }) => framed)
  .map(bytesOf)
  .filter(isShort)

/** Bare structs by their names. */
export const structs: ReadonlyMap<string, readonly Buffer[]> = new Map(
  [...Map.groupBy(rightVectors, ({ struct }) => struct)].map(([name, vectors]) => [name, vectors.map(bodyOf).filter(isShort)]),
)

interface Session {
  readonly frames: readonly { readonly hex: string; readonly frame: { readonly direction: string } }[]
}

const sessions = new URL('../../../vectors/omtp-sessions/', import.meta.url)

/** What stock clients sent, session by session. */
export function readSessions(): readonly (readonly Buffer[])[] {
  return readdirSync(sessions).map((file) => {
    const session: Session = JSON.parse(readFileSync(new URL(file, sessions), 'utf8'))
    const sent = session.frames.filter(({ frame }) => frame.direction === 'client->server')
    return sent.map(({ hex }) => Buffer.from(hex, 'hex'))
  })
}
