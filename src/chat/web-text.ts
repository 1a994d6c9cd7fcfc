const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

/**
 * Resolves HTML entities once. A chain `&amp;amp;`, as Web WeChat writes a plain ampersand now and then, counts as one
 * `&`; what names no character stays as it is.
 */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replace(/&amp;(?:amp;)+/g, '&amp;')
    .replace(/&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi, (entity, name, decimal, hex) => {
      if (name) return named[String(name).toLowerCase()] ?? entity
      const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
    })
}

/**
 * Web WeChat writes most emoji as `<span class="emoji emoji1f604"></span>`, one to three code points in a row of hex
 * digits. Emoji that cannot be told stay out.
 */
export function decodeEmoji(text: string): string {
  if (!text.includes('class="emoji')) return text
  return text.replace(/<span class="emoji emoji([0-9a-f]{0,20})"><\/span>/gi, (_, hex: string) => codePoints(hex))
}

/** The characters of a run of hex digits: 5-digit code points of the emoji planes (1f…), 4-digit ones otherwise. */
function codePoints(hex: string): string {
  let text = ''
  for (let at = 0; at < hex.length; ) {
    const size = hex.slice(at, at + 2).toLowerCase() === '1f' && hex.length - at >= 5 ? 5 : 4
    const code = Number.parseInt(hex.slice(at, at + size), 16)
    if (hex.length - at < 4 || code > 0x10ffff) return text
    text += String.fromCodePoint(code)
    at += size
  }
  return text
}

/** The plain text of a stretch of raw content: `<br/>` is a line break, entities and emoji are resolved. */
export function decodeWebText(raw: string): string {
  return decodeEmoji(unescapeHtml(raw.replace(/<br\s*\/?>/g, '\n')))
}

/** The plain text of a nickname, card or topic, which Web WeChat escapes and fills with emoji spans like any text. */
export function decodeWebName(raw: string): string {
  return decodeEmoji(unescapeHtml(raw))
}
