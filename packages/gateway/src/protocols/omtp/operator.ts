import { ImError } from '@magpie-im/model'
import type { Operator } from '@magpie-im/services'
import type { Session } from '../../session.ts'

/** Who asks is who signed in; a packet that names another as its operator is refused (I5). */
export function operatorOf({ user, connection }: Session, named: string = user): Operator {
  if (named !== user) throw new ImError('NotYourself')
  return { user, connection: connection.id }
}
