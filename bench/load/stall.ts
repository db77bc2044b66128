import { packets } from '@magpie-im/wire'
import { Client } from './client.ts'

/** How long somebody who does nothing but ask whether the server is there was kept waiting, at worst. */
export class Stall {
  worstMs = 0
  readonly #client: Client
  #running = true

  private constructor(client: Client) {
    this.#client = client
    void this.#watch()
  }

  static async watch(port: number, user: { name: string; token: string }): Promise<Stall> {
    return new Stall(await Client.signIn(port, user))
  }

  /** The worst of the time since the last call. */
  take(): number {
    const worst = this.worstMs
    this.worstMs = 0
    return worst
  }

  stop(): void {
    this.#running = false
    this.#client.close()
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      const asked = performance.now()
      try {
        await this.#client.ask(packets.PING, new Uint8Array())
      } catch {
        return // it was stopped
      }
      this.worstMs = Math.max(this.worstMs, performance.now() - asked)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}
