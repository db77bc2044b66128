import type { Log } from '@magpie-im/model'

const nothing = () => undefined

export const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
