import { assertionRule } from './assertions.ts'
import { nestingRule } from './nesting.ts'
import { listFiles, readSources, readText, report } from './repository.ts'

const maxLines = 400
const isCode = /\.(?:tsx?|mjs|js|tars|proto|sql|sh|css|html)$/u
const isExempt = /(?:^|\/)(?:generated|vectors)\//u

const files = listFiles()
  .filter((path) => isCode.test(path) && !isExempt.test(path))
  .map((path) => ({ path, lines: readText(path).split('\n').length - 1 }))
const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b)
const share = (part: number) => lengths[Math.floor(lengths.length * part)] ?? 0

const tooLong = files
  .filter(({ lines }) => lines > maxLines)
  .map(({ path, lines }) => ({ path, line: maxLines, problem: `${lines} lines, at most ${maxLines}` }))
const sources = readSources()

report(
  [...tooLong, ...sources.flatMap(assertionRule), ...sources.flatMap(nestingRule)],
  `${files.length} files: median ${share(0.5)} lines, p95 ${share(0.95)}, longest ${lengths.at(-1) ?? 0}`,
)
