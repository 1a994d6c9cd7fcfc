// Most names are plain: Chinese, letters, digits, and the sign of name cards.
const plain = /^[\w\u4e00-\u9fff-]*$/
const invisible = /[\p{Cf}\ufe00-\ufe0f\u034f\u115f\u1160\u3164\uffa0]/gu

/**
 * A name as it looks, to compare names by: full-width and other forms of a letter are one, blanks are one, what cannot be
 * seen is gone. Two people whose names differ in nothing else bear the same name. Empty when nothing is to be seen.
 */
export function asSeen(name: string): string {
  return plain.test(name) ? name : name.normalize('NFKC').replace(invisible, '').replace(/\s+/gu, ' ').trim()
}
