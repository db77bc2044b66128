/** The journal is not what it was when it was acknowledged; nothing was changed (I11). */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
  readonly file: string
  readonly offset: number
  readonly what: string

  constructor(file: string, offset: number, what: string) {
    super(`the journal is damaged: ${what} (${file}, byte ${offset}); run \`magpie doctor\` to see what is readable and can be repaired`)
    this.file = file
    this.offset = offset
    this.what = what
  }
}

/** The journal was written by a newer version of this program. */
export class JournalTooNew extends Error {
  override readonly name = 'JournalTooNew'

  constructor(what: string, found: number, known: number) {
    super(
      `the journal was written by a newer version of magpie: ${what} version ${found}, this one reads up to ${known}; start the newer version`,
    )
  }
}
