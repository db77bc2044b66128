import { expect } from 'vitest'
import type { Server } from './process.ts'

/** Stops the server, which must go in peace, and has its data examined by the program's own check. */
export async function expectHealthy(server: Server): Promise<void> {
  expect(await server.stop()).toBe(0)
  const { code, stdout, stderr } = await server.run('doctor')
  expect(stdout).toMatch(/verdict: good/)
  expect(code, stdout + stderr).toBe(0)
}
