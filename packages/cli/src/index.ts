export { type Examination, examine, type Finding } from './doctor/examine.ts'
