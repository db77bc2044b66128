import { type Department, ImError, type Journal } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Departments } from './departments.ts'

interface ManageDepartmentsPorts {
  readonly journal: Journal
  readonly departments: Departments
}

const mostDepartments = 10_000
const longest = { id: 64, name: 128 } as const

/** What the operator does with departments. Every change is durable when its promise resolves. */
export class ManageDepartments {
  readonly #ports: ManageDepartmentsPorts

  constructor(ports: ManageDepartmentsPorts) {
    this.#ports = ports
  }

  list(): readonly Department[] {
    return this.#ports.departments.list()
  }

  /** Makes it, or changes what it was. */
  async put(department: Department): Promise<void> {
    const { journal, departments } = this.#ports
    const { id, name, parent } = department
    if (id === '' || id.length > longest.id || name.length > longest.name)
      throw new ImError('BadRequest', { detail: 'a department has an id and a name' })
    if (departments.find(id) === undefined && departments.size >= mostDepartments) {
      throw new ImError('BadRequest', { detail: `there are at most ${mostDepartments} departments` })
    }
    if (parent !== '' && departments.find(parent) === undefined) throw new ImError('NotFound', { detail: 'the parent is no department' })
    if (this.#isWithin(parent, id)) throw new ImError('BadRequest', { detail: 'a department cannot be below itself' })
    await commit(journal, [departments.put(department)])
  }

  /** Throws `NotFound`, and `BadRequest` for one that has others below it. */
  async remove(id: string): Promise<void> {
    const { journal, departments } = this.#ports
    const department = departments.find(id)
    if (department === undefined) throw new ImError('NotFound', { detail: 'no department has this id' })
    if (departments.list().some(({ parent }) => parent === id)) throw new ImError('BadRequest', { detail: 'it has departments below it' })
    await commit(journal, [departments.remove(department)])
  }

  #isWithin(id: string, above: string): boolean {
    for (let at = id; at !== ''; at = this.#ports.departments.find(at)?.parent ?? '') if (at === above) return true
    return false
  }
}
