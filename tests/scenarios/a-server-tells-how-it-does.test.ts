import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { type Server, startServer } from '../drivers/process.ts'

it('what users do is counted, and the limits that were hit', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_MESSAGES_PER_USER: '3' } })
  const [amy, ben] = await server.friends('amy', 'bob')
  const stranger = await server.connect()
  await stranger.signIn('amy', { password: 'wrong', deviceType: 1 })
  await Promise.all(Array.from({ length: 10 }, (_, i) => amy.send('bob', `${i}`)))
  await ben.ping()

  const { read, text } = await metricsOf(server)
  const accepted = read('magpie_requests_total{door="omtp",operation="MSG_SINGLE_CHAT",outcome="done"}') ?? 0
  expect(accepted).toBeGreaterThanOrEqual(3)
  expect(read('magpie_refusals_total{error="TooManyMessages"}')).toBe(10 - accepted)
  expect(read('magpie_messages_total{audience="single",kind="text"}')).toBe(accepted)
  expect(read('magpie_request_seconds_count{door="omtp",operation="MSG_SINGLE_CHAT"}')).toBe(10)
  expect(read('magpie_sign_ins_total{door="omtp",result="done"}')).toBe(2)
  expect(read('magpie_sign_ins_total{door="omtp",result="WrongCredentials"}')).toBe(1)
  expect(read('magpie_connections_closed_total{door="omtp",reason="sign-in-refused"}')).toBe(1)
  expect(read('magpie_sessions')).toBe(2)
  expect(read('magpie_overload')).toBe(0)
  expect(text).not.toMatch(/amy|bob/)

  await eventually(10_000, 'the read model to catch up', async () => {
    const { read } = await metricsOf(server)
    return read('magpie_projector_lag_bytes') === 0 ? true : undefined
  })
})

it('a server that runs is alive and ready', async () => {
  await using server = await startServer()
  const alive = await fetch(`http://127.0.0.1:${server.httpPort}/healthz`)
  expect([alive.status, await alive.json()]).toEqual([200, { alive: true }])
  const ready = await eventually(10_000, 'readiness', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)
    return answer.status === 200 ? answer.json() : undefined
  })
  expect(ready).toEqual({ ready: true, reasons: [] })
})

async function metricsOf(server: Server) {
  const answer = await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const text = await answer.text()
  const values = new Map(
    text.split('\n').map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
  return { text, read: (name: string) => values.get(name) }
}
