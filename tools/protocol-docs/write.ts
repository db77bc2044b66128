import { readFileSync, writeFileSync } from 'node:fs'
import { page, renew } from './page.ts'

writeFileSync(page, renew(readFileSync(page, 'utf8')))
