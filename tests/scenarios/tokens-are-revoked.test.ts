import { expect, it } from 'vitest'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()

it('tokens are minted and revoked, one or all, which ends connections at once and for good', async () => {
  const backend = await server().backend('write')
  const signIn = async (token: string) => {
    const client = await server().connect()
    const { errorCode } = await client.signIn('ann2', { password: token })
    return { client, code: errorCode.code }
  }
  const mint = async (): Promise<string> => (await backend.do('POST', '/api/v1/users/ann2/tokens', { expiresInSeconds: 600 })).token
  const jtiOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti
  const [one, two] = [await mint(), await mint()]
  const { client, code } = await signIn(one)
  expect(code).toBe(0)

  await backend.do('DELETE', `/api/v1/users/ann2/tokens/${jtiOf(one)}`)
  await client.closed()
  expect([(await signIn(one)).code, (await signIn(two)).code]).toEqual([21, 0])
  await backend.do('DELETE', '/api/v1/users/ann2/tokens')
  expect((await signIn(two)).code).toBe(21)
  await server().restart()
  expect([(await signIn(one)).code, (await signIn(two)).code]).toEqual([21, 21])
  const later = await server().backend('write')
  const { token } = await later.do('POST', '/api/v1/users/ann2/tokens', {})
  expect((await signIn(token)).code).toBe(0)
})
