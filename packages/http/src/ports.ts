import type { IncomingMessage } from 'node:http'
import type { Clock, Journal, Log } from '@magpie-im/model'
import type { KeepAudit, ManageApiKeys, RequestWatch, TokenBuckets, VerifyToken } from '@magpie-im/services'
import type { FastifyInstance } from 'fastify'
import type { ConsolePorts } from './console/console-ports.ts'
import type { Health } from './health.ts'
import type { Operation } from './operation.ts'

/** What the HTTP door needs of the rest. */
export interface HttpPorts<D = unknown> {
  readonly operations: readonly Operation<D>[]
  /** What is served beside them. */
  readonly routes: readonly Routes<D>[]
  /** What carries the operations out. */
  readonly useCases: D
  readonly keys: ManageApiKeys
  /** Of users who ask for themselves. */
  readonly tokens: Pick<VerifyToken, 'verify'>
  /** Requests of each API key. */
  readonly budget: TokenBuckets
  /** Requests of each such user. */
  readonly userBudget: TokenBuckets
  /** Requests without one, of each place. */
  readonly strangers: TokenBuckets
  readonly console: ConsolePorts
  /** Whether a page is of this server, or of a site that is allowed. */
  readonly mayConnect: (request: IncomingMessage) => boolean
  /** Who sent a request, without port. */
  readonly addressOf: (request: IncomingMessage) => string
  readonly audit: KeepAudit
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** Told of every request. */
  readonly watch: RequestWatch
  readonly health: Health
}

/** Paths that are no operations of the API. */
export type Routes<D> = (app: FastifyInstance, ports: HttpPorts<D>) => Promise<void> | void
