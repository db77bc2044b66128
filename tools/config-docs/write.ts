import { writeFileSync } from 'node:fs'
import { configFiles } from './page.ts'

for (const [path, text] of configFiles()) writeFileSync(path, text)
