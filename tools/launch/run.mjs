import { launch } from './launch.mjs'

/** `node tools/launch/run.mjs <script below the root> [arguments]`: builds first, runs it under Node 24. */
const [script, ...args] = process.argv.slice(2)
if (script === undefined) throw new Error('run.mjs needs the path of a script')
await launch(script, args)
