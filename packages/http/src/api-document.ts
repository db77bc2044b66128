import { openHttp } from './open-http.ts'
import { type OperationPorts, operations } from './operations/index.ts'
import type { HttpPorts } from './ports.ts'

/** The description of the API (OpenAPI 3.1) without a server that answers. */
export async function apiDocument(): Promise<object> {
  const nothing: unknown = {}
  const app = await openHttp({ ...(nothing as HttpPorts<OperationPorts>), operations, routes: [] }) // as: nothing is carried out
  try {
    return app.swagger()
  } finally {
    await app.close()
  }
}
