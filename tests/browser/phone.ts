import { JsonConnection } from '../drivers/json/connection.ts'
import type { Server } from '../drivers/process.ts'

/** Somebody who is not looked at: signed in, with a phone of his own. */
export async function phoneOf(user: string, server: Server): Promise<JsonConnection> {
  const connection = await JsonConnection.open(server)
  await connection.ask('signIn', { user, token: server.token(user), device: { id: `phone of ${user}`, type: 'ios' } })
  return connection
}
