import { expect, it } from 'vitest'
import { readConfig } from './config/read.ts'
import { gatewayLimits } from './limits.ts'

it('the limits as shipped are those that are promised', () => {
  const config = readConfig({ flags: {}, env: {}, file: undefined })
  expect(gatewayLimits(config)).toMatchObject({
    connectionsPerAddress: 1000,
    requests: { perSecond: 100, burst: 400 },
    signInMs: 10_000,
    bytes: 1_048_576,
    packets: 10_000,
  })
  expect(config).toMatchObject({
    'limits.messagesPerUser': 50,
    'limits.messagesPerGroup': 1000,
    'limits.friends': 5000,
    'limits.groupsPerUser': 5000,
    'limits.signInAttemptsPerAddress': 10,
    'limits.signInFailuresPerUser': 5,
    'overload.loopDelayMs': 250,
  })
})
