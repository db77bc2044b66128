import type { Operation } from '../operation.ts'
import { type KeysPorts, keysOperations } from './keys.ts'
import { type UsersPorts, usersOperations } from './users.ts'

export interface OperationPorts extends UsersPorts, KeysPorts {}

/** All of the API. */
export const operations: readonly Operation<OperationPorts>[] = [...usersOperations, ...keysOperations]
