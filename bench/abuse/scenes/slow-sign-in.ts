import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { defaultLoginReq, encodeFramed, packets } from '@magpie-im/wire'
import { addressOf, networks } from '../addresses.ts'
import type { Scene } from '../scene.ts'

const connections = 1000
const addresses = 50
const byteMs = 250

/** A sign-in, byte by byte, by many; whoever is cut off begins again. */
export const slowSignIn: Scene = {
  name: 'slow-sign-in',
  about: `${connections} connections from ${addresses} addresses that send a byte of their sign-in every ${byteMs} ms`,
  heldBackBy: ['sign-in-timeout'],
  prepare: async ({ port, token }) => {
    const request = { ...defaultLoginReq(), clientId: 'slow', userName: 'slow', password: token('slow'), deviceId: 'slow', deviceType: 5 }
    const frame = encodeFramed({ type: packets.LOGIN.type, version: 1, flags: 0, packId: 'slow' }, packets.LOGIN.request, request)
    const drip = async (number: number): Promise<number> => {
      const socket = connect({ host: '127.0.0.1', port, localAddress: addressOf(networks.attackers, number % addresses), noDelay: true })
      socket.on('error', () => undefined).resume()
      let at = 0
      for (; at < frame.length && !socket.destroyed; at++) {
        socket.write(frame.subarray(at, at + 1))
        await pause(byteMs)
      }
      socket.destroy()
      return at
    }
    return async (until) => {
      let [begun, bytes] = [0, 0]
      const insist = async (number: number) => {
        await pause((number / connections) * 1000)
        for (; !until.aborted; begun++) bytes += await drip(number)
      }
      await Promise.all(Array.from({ length: connections }, (_, number) => insist(number)))
      return { begun, bytes }
    }
  },
}
