import { Readable } from 'node:stream'
import { type Clock, type FileBytes, type FileStore, type Files, type FileVersion, ImError, type StoredFile } from '@magpie-im/model'
import type { FileLink, FileLinks } from '@magpie-im/services'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { countStranger } from '../budget.ts'
import type { HttpPorts } from '../ports.ts'
import { parseRange } from './byte-range.ts'
import { filesPath, parseLink } from './link-path.ts'

export interface DownloadPorts {
  readonly files: Files
  readonly fileStore: FileStore
  readonly fileLinks: FileLinks
}

/** Shown where they are; all else is saved, so that nothing of a stranger runs in the pages of this server. */
const shownTypes = /^(image\/(jpeg|png|gif|webp|avif|bmp)|audio\/|video\/)/
const ofFiles = {
  'content-security-policy': "default-src 'none'; sandbox",
  // Pages of the product, which are elsewhere, show them; who may is said by the link.
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'accept-ranges': 'bytes',
}

/** Downloads by link: no other credential is asked for. */
export function fileRoutes<D extends DownloadPorts>(app: FastifyInstance, ports: HttpPorts<D>): void {
  app.get(`${filesPath}:id`, { schema: { hide: true } }, (request, reply) => download(request, reply, ports))
}

async function download<D extends DownloadPorts>(request: FastifyRequest, reply: FastifyReply, ports: HttpPorts<D>): Promise<FastifyReply> {
  const { files, fileStore } = ports.useCases
  const { id, version, expiresAt } = follow(request, ports)
  const file = await files.find(id)
  if (file === undefined) throw new ImError('NotFound', { detail: 'the file is gone' })
  const headers = { ...looksOf(file, version), 'cache-control': cacheUntil(expiresAt, ports.clock) }
  const stored = await fileStore.open({ id, version, method: request.method === 'HEAD' ? 'HEAD' : 'GET', headers, expiresAt })
  if ('url' in stored) return reply.headers({ ...ofFiles, 'cache-control': headers['cache-control'] }).redirect(stored.url, 302)
  return send(request, reply.headers({ ...ofFiles, ...headers, etag: `"${file.sha256}-${version}"` }), stored)
}

/** All of it, the part that is asked for, or that nothing has changed. */
function send(request: FastifyRequest, reply: FastifyReply, { size, read }: FileBytes): FastifyReply {
  const etag = reply.getHeader('etag')
  const { range, 'if-range': condition, 'if-none-match': known } = request.headers
  if (known === etag) return reply.code(304).send()
  const part = condition === undefined || condition === etag ? parseRange(range, size) : undefined
  if (part === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  if (part !== undefined) reply.code(206).header('content-range', `bytes ${part.from}-${part.to}/${size}`)
  const { from, to } = part ?? { from: 0, to: size - 1 }
  reply.header('content-length', to - from + 1)
  return reply.send(Readable.from(request.method === 'HEAD' ? [] : read({ from, to })))
}

/** Wrong links count as requests of strangers do. */
function follow<D extends DownloadPorts>(request: FastifyRequest, { useCases, strangers }: HttpPorts<D>): FileLink {
  try {
    const { signature, ...link } = parseLink(request)
    useCases.fileLinks.check(link, signature)
    return link
  } catch (error) {
    countStranger(strangers, request)
    throw error
  }
}

function looksOf({ name, mediaType }: StoredFile, version: FileVersion) {
  const type = version === 'thumbnail' ? 'image/webp' : mediaType
  const how = shownTypes.test(type) ? 'inline' : 'attachment'
  return { 'content-type': type, 'content-disposition': `${how}; filename*=UTF-8''${encoded(name)}` }
}

/** As RFC 8187 has it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
}

function cacheUntil(expiresAt: number, clock: Clock): string {
  return `private, max-age=${Math.max(0, expiresAt - Math.ceil(clock.now() / 1000))}, immutable`
}
