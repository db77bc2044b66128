import { ImError, isFileId } from '@magpie-im/model'
import type { FileLink, FileLinks } from '@magpie-im/services'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

/** Where links lead. */
export const filesPath = '/files/'

/** A link as it is given out. */
export function linkPath({ id, version, expiresAt, signature }: ReturnType<FileLinks['make']>): string {
  return `${filesPath}${id}?version=${version}&expires=${expiresAt}&signature=${signature}`
}

/** The link that a request follows. Throws `LinkRefused`. */
export function parseLink({ params, query }: Pick<FastifyRequest, 'params' | 'query'>): FileLink & { readonly signature: string } {
  const { data } = linkSchema.safeParse({ ...Object(params), ...Object(query) })
  if (data === undefined || !isFileId(data.id)) throw new ImError('LinkRefused')
  const { id, version, expires: expiresAt, signature } = data
  return { id, version, expiresAt, signature }
}

const linkSchema = z.object({
  id: z.string(),
  version: z.enum(['original', 'thumbnail']),
  expires: z.coerce.number().int().min(0),
  signature: z.string(),
})
