import type { GatewayLimits } from '@magpie-im/gateway'
import type { Clock } from '@magpie-im/model'
import { MessageLimits, type SignInPolicy } from '@magpie-im/services'
import type { Config } from './config/keys.ts'

const drainMs = 5_000
const waitingBytes = 1_048_576

export function gatewayLimits(config: Config): GatewayLimits {
  return {
    connectionsPerAddress: config['limits.connectionsPerAddress'],
    signInMs: config['limits.signInSeconds'] * 1000,
    idleMs: config['omtp.heartbeatSeconds'] * 2000,
    bytes: config['limits.writeQueueBytes'],
    packets: config['limits.writeQueuePackets'],
    drainMs,
    requests: { perSecond: config['limits.requestsPerConnection'], burst: config['limits.requestBurst'] },
    waitingBytes,
  }
}

export function messageLimits(config: Config, clock: Clock): MessageLimits {
  return new MessageLimits(clock, {
    get perUser() {
      return config['limits.messagesPerUser']
    },
    get perGroup() {
      return config['limits.messagesPerGroup']
    },
  })
}

export function signInPolicy(config: Config, demo: boolean): SignInPolicy {
  return {
    attemptsPerAddress: config['limits.signInAttemptsPerAddress'],
    failuresPerUser: config['limits.signInFailuresPerUser'],
    createUsers: config['auth.createUsers'],
    demo,
  }
}
