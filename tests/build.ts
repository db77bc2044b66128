import { prepareHere } from '../tools/launch/launch.mjs'

/** Many tests start the programs that the packages are bundled into: those are made of what the sources say now. */
export const setup = prepareHere
