import type { Examination, Finding } from './examine.ts'

const mostShown = 50

export function isGood({ findings }: Examination): boolean {
  return !findings.some(isError)
}

export function report(data: string, { users, conversations, messages, findings }: Examination, tasks: readonly string[]): string {
  const lines = findings.slice(0, mostShown).map(({ severity, what }) => `  ${severity}: ${what}`)
  const more = findings.length > mostShown ? [`  … and ${findings.length - mostShown} more`] : []
  return [
    `${data}`,
    `  users: ${users}, conversations: ${conversations}, messages: ${messages}`,
    ...lines,
    ...more,
    ...(tasks.length > 0 ? ['repair:', ...tasks.map((task) => `  ${task}`)] : []),
    `verdict: ${verdictOf(findings)}`,
    '',
  ].join('\n')
}

export function reportAsJson(data: string, examination: Examination, tasks: readonly string[]): string {
  const { users, conversations, messages, findings } = examination
  return `${JSON.stringify({ data, good: isGood(examination), users, conversations, messages, findings, repair: tasks })}\n`
}

function verdictOf(findings: readonly Finding[]): string {
  const errors = findings.filter(isError).length
  if (errors === 0) return 'good: every sequence is whole, every count is right'
  return `${errors} ${errors === 1 ? 'thing is' : 'things are'} wrong`
}

const isError = ({ severity }: Finding) => severity === 'error'
