import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('departments are a tree, which survives kill -9', async () => {
  const backend = await server().backend('read', 'write')
  await backend.do('PUT', '/api/v1/departments/birds', { name: 'Birds' })
  await backend.do('PUT', '/api/v1/departments/nests', { name: 'Nests', parent: 'birds' })
  expect(await backend.refused('DELETE', '/api/v1/departments/birds')).toBe('409 InUse')
  await backend.do('POST', '/api/v1/users', { id: 'wren' })
  await backend.do('PATCH', '/api/v1/users/wren/profile', { department: 'nests' })
  await server().restart()
  const later = await server().backend('read', 'write')
  expect((await later.get('/api/v1/departments')).items).toEqual([
    { id: 'birds', parent: '', name: 'Birds', rank: 0, users: 0 },
    { id: 'nests', parent: 'birds', name: 'Nests', rank: 0, users: 1 },
  ])
  expect(await later.refused('DELETE', '/api/v1/departments/nests')).toBe('409 InUse')
  await later.do('PATCH', '/api/v1/users/wren/profile', { department: '' })
  await later.do('DELETE', '/api/v1/departments/nests')
})
