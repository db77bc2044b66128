import type { Connections, ConnectionsQuery, OpenConnection } from '@magpie-im/model'
import type { Connection } from './connection.ts'
import type { Registry } from './registry.ts'

interface OpenConnectionsOptions {
  /** In the order of their ids. */
  readonly all: Iterable<Connection>
  readonly registry: Registry
}

/** The connections that somebody is signed in on, as the operator sees them. */
export class OpenConnections implements Connections {
  readonly #options: OpenConnectionsOptions

  constructor(options: OpenConnectionsOptions) {
    this.#options = options
  }

  list({ user, above, limit }: ConnectionsQuery): readonly OpenConnection[] {
    const ofUser = user && new Set(this.#options.registry.of(user).map(({ connection }) => connection.id))
    const found: OpenConnection[] = []
    for (const connection of this.#options.all) {
      if (found.length === limit) break
      if (connection.id <= above || ofUser?.has(connection.id) === false) continue
      const open = this.#describe(connection)
      if (open !== undefined) found.push(open)
    }
    return found
  }

  end(id: number): boolean {
    for (const connection of this.#options.all) {
      if (connection.id !== id || connection.session === undefined) continue
      connection.close('cut')
      return true
    }
    return false
  }

  #describe({ id, address, protocol, session }: Connection): OpenConnection | undefined {
    if (session === undefined) return undefined
    const { user, device, protocolVersion, signedInAt } = session
    return { id, user, device, address, door: protocol.name, protocolVersion, signedInAt }
  }
}
