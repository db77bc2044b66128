import { readdirSync, readFileSync } from 'node:fs'

export interface RightVector {
  readonly name: string
  readonly struct: string
  readonly framed: boolean
  readonly hex: string
  readonly value: unknown
  readonly payloadStruct?: string
  readonly payloadValue?: unknown
  readonly note: string
}

export interface WrongVector {
  readonly name: string
  readonly struct: string
  readonly hex: string
  readonly error: { readonly field: string; readonly offset?: number }
  readonly clause: string
}

const folder = new URL('../../../vectors/omtp/', import.meta.url)

function readVectors(): (RightVector | WrongVector)[] {
  return readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
}

const all = readVectors()
export const rightVectors = all.filter((vector): vector is RightVector => 'value' in vector)
export const wrongVectors = all.filter((vector): vector is WrongVector => 'error' in vector)

export const bytesOf = ({ hex }: { readonly hex: string }) => Buffer.from(hex, 'hex')
/** Without the length of the frame. */
export const bodyOf = (vector: RightVector) => bytesOf(vector).subarray(vector.framed ? 4 : 0)
