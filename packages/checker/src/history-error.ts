/** What was given is no history: it contradicts itself before any server is judged. */
export class HistoryError extends Error {
  constructor(event: number, problem: string) {
    super(`event ${event}: ${problem}`)
    this.name = 'HistoryError'
  }
}
