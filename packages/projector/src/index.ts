export { Projector, type ProjectorOptions } from './projector.ts'
