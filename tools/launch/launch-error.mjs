/** Something that whoever typed the command can repair. */
export class LaunchError extends Error {
  /**
   * @param {string} message one sentence
   * @param {string} [output] what the command that failed had to say
   */
  constructor(message, output = '') {
    super(message)
    this.output = output
  }
}
