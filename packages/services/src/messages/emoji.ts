import { ImError } from '@magpie-im/model'

/** The longest there are today, a couple of two skins, have 35. */
const longest = 40
const emojis = /^[\p{Emoji}\p{Emoji_Component}]+$/u
/** Digits are emojis too, but only with what makes keys of them. */
const pictures = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u{20e3}/u

/** Throws `BadRequest` for what is no emoji. */
export function checkEmoji(text: string): void {
  if (emojis.test(text) && pictures.test(text) && Buffer.byteLength(text) <= longest) return
  throw new ImError('BadRequest', { detail: `a reaction is an emoji of at most ${longest} bytes` })
}
