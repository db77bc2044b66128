import type { GatewayLimits } from '@magpie-im/gateway'
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
    waitingBytes,
  }
}
