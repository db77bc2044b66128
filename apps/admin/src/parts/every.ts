/** Does something at once and then again and again, each time that long after it was done. Gives what ends it. */
export function every(ms: number, look: (isGone: () => boolean) => Promise<void>, onProblem: (problem: string) => void): () => void {
  let gone = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const go = async () => {
    await look(() => gone).catch((error: Error) => {
      if (!gone) onProblem(error.message)
    })
    if (!gone && ms > 0) timer = setTimeout(go, ms)
  }
  void go()
  return () => {
    gone = true
    clearTimeout(timer)
  }
}
