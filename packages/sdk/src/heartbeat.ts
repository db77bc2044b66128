/** Of the server's heartbeat: it closes after two without a frame, and we speak before one is over. */
const shareOfHeartbeat = 0.9
const shortestMs = 5000
const growth = 1.5
/** So often must a silence have been survived, before one is tried that was not. */
const answersToTryLonger = 100
const shortestLateMs = 3000
const longestLateMs = 7500

/** How long a connection may be silent: what one client has learned of it, from connection to connection. */
export class Heartbeat {
  #limitMs = shortestMs
  #intervalMs = shortestMs
  /** What the network bears, as far as it has shown that it does not bear more. */
  #ceilingMs = Number.POSITIVE_INFINITY
  #answers = 0
  #lateMs = shortestLateMs

  /** Nobody knows over which network a new connection goes. */
  begin(serverSeconds: number): void {
    this.#limitMs = serverSeconds * 1000 * shareOfHeartbeat
    this.#intervalMs = shortestMs
    this.#answers = 0
  }

  /** Time to speak, when nothing was said for so long. */
  get intervalMs(): number {
    return Math.min(this.#intervalMs, this.#ceilingMs, this.#limitMs)
  }

  /** After so long without anything heard an answer is late, and after as long again it will not come. */
  get lateMs(): number {
    return this.#lateMs
  }

  /** What was said after a silence was answered. */
  answered(): void {
    this.#answers += 1
    this.#lateMs = shortestLateMs
    if (this.#intervalMs < this.#ceilingMs) this.#intervalMs *= growth
    else if (this.#answers >= answersToTryLonger) {
      this.#answers = 0
      this.#ceilingMs *= growth
    }
    this.#intervalMs = Math.min(this.#intervalMs, this.#ceilingMs, this.#limitMs)
  }

  /** A connection died without a word. A slow one would die again, were it not given more time. */
  died({ afterSilence }: { readonly afterSilence: boolean }): void {
    this.#lateMs = Math.min(2 * this.#lateMs, longestLateMs)
    if (afterSilence) this.#ceilingMs = Math.max(shortestMs, this.intervalMs / growth)
  }
}
