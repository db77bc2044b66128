import type { ManageDepartments } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'

export interface DepartmentsPorts {
  readonly departments: ManageDepartments
}

const tag = 'departments'
const id = z.string().min(1).max(64)
const fields = {
  parent: z.string().max(64).describe('Empty: at the top.'),
  name: z.string().max(128),
  rank: z.int().describe('Among those of the same parent, lowest first.'),
}
const params = z.object({ department: id })

const listDepartments = operation({
  id: 'listDepartments',
  method: 'GET',
  path: '/api/v1/departments',
  tag,
  summary: 'Lists all departments, those of one parent together, at most 10,000.',
  description: 'Who is in a department says the `department` of his profile.',
  scope: 'read',
  console: 'viewer',
  response: z.object({ items: z.array(z.object({ id, ...fields, users: z.int().describe('How many are in it, not below it.') })) }),
  handle: (_, { departments }: DepartmentsPorts) => ({ items: [...departments.list()] }),
})

const putDepartment = operation({
  id: 'putDepartment',
  method: 'PUT',
  path: '/api/v1/departments/{department}',
  tag,
  summary: 'Makes a department, or changes its name or its place in the tree.',
  scope: 'write',
  errors: ['NotFound'],
  params,
  body: z.strictObject({ parent: fields.parent.default(''), name: fields.name, rank: fields.rank.default(0) }),
  handle: ({ params: { department: id }, body }, { departments }: DepartmentsPorts) => departments.put({ id, ...body }),
})

const removeDepartment = operation({
  id: 'removeDepartment',
  method: 'DELETE',
  path: '/api/v1/departments/{department}',
  tag,
  summary: 'Removes a department that has no others and no users in it.',
  scope: 'write',
  errors: ['NotFound', 'InUse'],
  params,
  handle: ({ params: { department } }, { departments }: DepartmentsPorts) => departments.remove(department),
})

export const departmentsOperations = [listDepartments, putDepartment, removeDepartment]
