import { fileURLToPath } from 'node:url'
import type { Site } from '@magpie-im/http'

const builtOf = (app: string) => fileURLToPath(new URL(`../../../apps/${app}/dist`, import.meta.url))

/** The pages for people, where the build puts them. */
export const sites: readonly Site[] = [
  { path: '/', folder: builtOf('web') },
  { path: '/admin/', folder: builtOf('admin') },
]
