import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { jsonPage, jsonSchemaFile, jsonSchemaText, renewJsonPage } from './json-page.ts'
import { page, renew } from './page.ts'

writeFileSync(page, renew(readFileSync(page, 'utf8')))
writeFileSync(jsonPage, renewJsonPage(readFileSync(jsonPage, 'utf8')))
mkdirSync(new URL('.', jsonSchemaFile), { recursive: true })
writeFileSync(jsonSchemaFile, jsonSchemaText())
