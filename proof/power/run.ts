import { parseArgs } from 'node:util'
import { isGood, powerCut } from './power-cut.ts'

/** `npm run power-cut -- [--images N] [--seed K] [--program FILE]` */
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    program: { type: 'string' },
  },
})

const report = await powerCut({
  images: natural('images', values.images),
  seed: natural('seed', values.seed),
  runs: 9,
  messagesPerRun: 250,
  ...(values.program !== undefined && { program: values.program }),
  say: (line) => process.stderr.write(`${line}\n`),
})
for (const finding of report.findings) process.stdout.write(`  ${finding}\n`)
if (report.kept !== undefined) process.stdout.write(`  record and images: ${report.kept}\n`)
const { images, cutPoints, acked, lost, wrong, refused, control } = report
process.stdout.write(`control: of ${control.images} images of a disk that never syncs, ${control.broken} are found broken\n`)
process.stdout.write(
  `power cut: ${images} images, ${cutPoints} cut points, ${acked} acked, ${lost} lost, ${wrong} wrong, ${refused} refused: ${isGood(report) ? 'good' : 'bad'}\n`,
)
process.exitCode = isGood(report) ? 0 : 1

function natural(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} needs a whole number above 0`)
  return value
}
