import { writeFileSync } from 'node:fs'
import { referenceFiles } from './page.ts'

for (const [path, text] of await referenceFiles()) writeFileSync(path, text)
