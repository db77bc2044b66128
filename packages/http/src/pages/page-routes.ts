import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { countStranger } from '../budget.ts'
import type { Routes } from '../ports.ts'
import { type PageFile, readSite, type Site } from './site.ts'

/** Nothing but its own files and its own server, which may have uploaded files at `origin`: no script, style or frame of others, and none written into the page. */
const policyWith = (origin: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: data: ${origin}`,
    `media-src 'self' blob: ${origin}`,
    `connect-src 'self' ${origin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ]
    .map((part) => part.trim())
    .join('; ')

const ofPages = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
  vary: 'accept-encoding',
}

/** The web pages, from memory: they are few and small. One that was not built is left out. `filesAt`: the origin to which downloads are sent. */
export function pageRoutes<D>(sites: readonly Site[], filesAt = ''): Routes<D> {
  const headers = { ...ofPages, 'content-security-policy': policyWith(filesAt) }
  return async (app, { strangers, log }) => {
    for (const site of sites) {
      const files = await readSite(site)
      if (files.length === 0) log.warn('web page not built', { path: site.path })
      for (const file of files) {
        app.get(file.path, { schema: { hide: true } }, (request, reply) => {
          countStranger(strangers, request)
          return answer(reply.headers(headers), file, request.headers)
        })
      }
    }
  }
}

type Asked = Pick<IncomingHttpHeaders, 'accept-encoding' | 'if-none-match'>

function answer(reply: FastifyReply, file: PageFile, { 'accept-encoding': accepted = '', 'if-none-match': known }: Asked): FastifyReply {
  // What has the hash of its content in its name never changes.
  const cache = file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache'
  reply.headers({ 'content-type': file.mediaType, 'cache-control': cache, etag: file.etag })
  if (known === file.etag) return reply.code(304).send()
  if (file.gzipped === undefined || !/\bgzip\b/u.test(String(accepted))) return reply.send(file.bytes)
  return reply.header('content-encoding', 'gzip').send(file.gzipped)
}
