import { orExplain, prepareHere } from './launch.mjs'

await orExplain(prepareHere)
