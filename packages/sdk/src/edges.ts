import type { Clock, Http, Logger, Transport } from './ports.ts'

interface GlobalSocket {
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
  readonly readyState: number
  send(text: string): void
  close(): void
}

// Browsers, Node from 22 on and React Native have these; the client touches them only where it was given nothing else.
declare const WebSocket: new (url: string) => GlobalSocket
declare const fetch: Http
declare function setTimeout(run: () => void, ms: number): unknown
declare function clearTimeout(timer: unknown): void

const isOpen = 1

/** The WebSocket that the surroundings bring. */
export function webSocketTransport(): Transport {
  return {
    open(url, listener) {
      const socket = new WebSocket(url)
      socket.onopen = () => listener.opened()
      socket.onmessage = ({ data }) => {
        if (typeof data === 'string') listener.received(data)
      }
      socket.onclose = () => listener.closed()
      return {
        // What is written while it closes is lost, as it would be on the way.
        send: (text) => {
          if (socket.readyState === isOpen) socket.send(text)
        },
        close: () => socket.close(),
      }
    },
  }
}

/** What the surroundings fetch with. */
export const fetchHttp: Http = (url, request) => fetch(url, request)

export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return { cancel: () => clearTimeout(timer) }
    },
  }
}

export const silentLogger: Logger = { log: () => undefined }
