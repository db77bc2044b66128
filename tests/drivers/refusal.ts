import { expect } from 'vitest'

/** A command that could not do its work: one sentence for people beside the log, a code for scripts, no stack trace. */
export function expectOneClearSentence({ code, stderr }: { readonly code: number | null; readonly stderr: string }): void {
  const sentences = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{'))
  expect(sentences, stderr).toHaveLength(1)
  expect(sentences[0]?.length).toBeGreaterThan(20)
  expect(stderr).not.toMatch(/\n\s+at |node:internal/)
  expect(code, 'the exit code').toBeGreaterThan(0)
}
