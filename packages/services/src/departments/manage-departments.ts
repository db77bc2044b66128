import { type Department, ImError, type Journal } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Profiles } from '../users/profiles.ts'
import type { Departments } from './departments.ts'

interface ManageDepartmentsPorts {
  readonly journal: Journal
  readonly departments: Departments
  readonly profiles: Profiles
}

const mostDepartments = 10_000
const deepest = 20
const longest = { id: 64, name: 128 } as const

/** What the operator does with departments. Every change is durable when its promise resolves. */
export class ManageDepartments {
  readonly #ports: ManageDepartmentsPorts

  constructor(ports: ManageDepartmentsPorts) {
    this.#ports = ports
  }

  /** Those of one parent together, with how many users say that they are in them. */
  list(): readonly (Department & { readonly users: number })[] {
    const { departments, profiles } = this.#ports
    return departments.list().map((department) => ({ ...department, users: profiles.countIn(department.id) }))
  }

  /** Makes it, or changes what it was, with everything below it. */
  async put(department: Department): Promise<void> {
    const { journal, departments } = this.#ports
    const { id, name, parent } = department
    if (id === '' || id.length > longest.id || name.length > longest.name)
      throw new ImError('BadRequest', { detail: 'a department has an id and a name' })
    if (departments.find(id) === undefined && departments.size >= mostDepartments) {
      throw new ImError('BadRequest', { detail: `there are at most ${mostDepartments} departments` })
    }
    if (parent !== '' && departments.find(parent) === undefined) throw new ImError('NotFound', { detail: 'the parent is no department' })
    this.#checkPlace(id, parent)
    await commit(journal, [departments.put(department)])
  }

  /** Throws `NotFound`, and `InUse` for one that has departments or users in it. */
  async remove(id: string): Promise<void> {
    const { journal, departments, profiles } = this.#ports
    const department = departments.find(id)
    if (department === undefined) throw new ImError('NotFound', { detail: 'no department has this id' })
    if (departments.below(id).length > 0) throw new ImError('InUse', { detail: 'there are departments below it' })
    if (profiles.countIn(id) > 0) throw new ImError('InUse', { detail: 'there are users in it' })
    await commit(journal, [departments.remove(department)])
  }

  #checkPlace(id: string, parent: string): void {
    const above = this.#above(parent)
    if (above.includes(id)) throw new ImError('BadRequest', { detail: 'a department cannot be below itself' })
    if (above.length + this.#levelsFrom(id) > deepest) {
      throw new ImError('BadRequest', { detail: `departments lie at most ${deepest} deep` })
    }
  }

  /** It and all it lies below. */
  #above(id: string): string[] {
    const path: string[] = []
    for (let at = id; at !== ''; at = this.#ports.departments.find(at)?.parent ?? '') path.push(at)
    return path
  }

  /** Its own level and those below it. */
  #levelsFrom(id: string): number {
    const children = Map.groupBy(this.#ports.departments.list(), ({ parent }) => parent)
    let levels = 0
    for (let level = [id]; level.length > 0; levels++) {
      level = level.flatMap((each) => children.get(each)?.map(({ id }) => id) ?? [])
    }
    return levels
  }
}
