// Which sign is which, in YAML and on a Chinese keyboard.

/** Quotes that YAML does not know, and which it has for them. */
export const quotes: Record<string, string> = { '“': '"', '”': '"', '＂': '"', '‘': "'", '’': "'", '＇': "'" }
/** Brackets that YAML does not know, and which it has for them. */
export const brackets: Record<string, string> = { '［': '[', '］': ']', '｛': '{', '｝': '}' }
/** What closes a bracket of YAML. */
export const closing: Record<string, string> = { '[': ']', '{': '}' }
/** Spaces that are none to YAML. */
export const wideSpace = /[\u3000\u00a0]/
/** Nothing but a key, as they are named here; a text in front of a colon looks otherwise. */
export const asciiKey = /^\s*["']?[A-Za-z_][\w-]*["']?\s*$/
const anyKey = /^\s*["']?[\p{L}\p{N}_-]+["']?\s*$/u
/** What begins an item: a dash and a space, or what was written for them. Behind a right one, only another right one does. */
export const firstDash = /^(?:([-－—–])([ \t]+|$)|([-－—–])(?=[^\s\d.\-－—–>]))/
export const nestedDash = /^(-)([ \t]+|$)/

/** The colon after a key of a flow map: a wide one, one without its space, or a right one. */
export function isColon(char: string, next: string, before: string): boolean {
  if (char === '：') return anyKey.test(before)
  return char === ':' && (!/[^\s,}\]]/.test(next) || asciiKey.test(before))
}

/** The value that a colon stands before, short enough to be shown. */
export function shortValue(rest: string): string {
  const value = /^\s*("[^"]*"|'[^']*'|[[{［｛]|[^,，}\]｝］#\r\n]*)/.exec(rest)?.[1]?.trim() ?? ''
  if (/^[[［]$/.test(value)) return '[…]'
  return /^[{｛]$/.test(value) ? '{…}' : value.slice(0, 40)
}
