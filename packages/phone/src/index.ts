export type { Dial, Line, LineListener } from './line.ts'
