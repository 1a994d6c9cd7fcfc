const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

const entity = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi

/** Resolves HTML entities, once; what names no character stays as it is. */
export function unescapeHtml(text: string): string {
  return text.includes('&') ? text.replace(entity, character) : text
}

function character(whole: string, name?: string, decimal?: string, hex?: string): string {
  if (name) return named[name.toLowerCase()] ?? whole
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16)
  const surrogate = code >= 0xd800 && code <= 0xdfff
  return code > 0 && code <= 0x10ffff && !surrogate ? String.fromCodePoint(code) : whole
}

/** wechat4u's own word for an emoji that it cannot tell; ours, so that a name reads the same wherever it comes from. */
const unknownEmoji = '*'

/** Web WeChat gives these faces each other's number; wechat4u (util/global.js) puts them right, and so do we. */
const mistaken: Readonly<Record<string, string>> = { '1f639': '1f602', '1f64d': '1f614' }

// For some emoji Web WeChat forgets the last `>`.
const span = /<span[^<>]*class="emoji emoji([^"]{0,80})"[^<>]*><\/span>?/gi

/**
 * Web WeChat writes most emoji as `<span class="emoji emoji1f604"></span>`: the code points of one emoji (flags and
 * families have several) in hex, one behind the other. An emoji that cannot be told becomes `*`.
 */
export function decodeEmoji(text: string): string {
  return text.includes('class="emoji') ? text.replace(span, (_, hex: string) => emojiOf(hex)) : text
}

// Planes of emoji (1f…), tags of flags (e00…), the digit of a keycap (2320e3), ©, and everything else in four digits.
const codePoint = /1f[0-9a-f]{3}|e00[0-9a-f]{2}|[23][0-9a-f](?=20e3)|[0-9a-f]{4}/g
const sequence = new RegExp(`^(?:${codePoint.source})+$`)

function emojiOf(written: string): string {
  const hex = written.toLowerCase()
  if (hex === 'a9' || hex === 'ae') return String.fromCodePoint(Number.parseInt(hex, 16))
  if (!sequence.test(hex)) return unknownEmoji
  const codes = (mistaken[hex] ?? hex).match(codePoint) ?? []
  const text = String.fromCodePoint(...codes.map(code => Number.parseInt(code, 16)))
  return text.isWellFormed() ? text : unknownEmoji
}

// In raw content what WeChat itself wrote stands bare and what people typed is escaped: one pass tells them apart.
const marks = new RegExp(`<br\\s*/?>|${span.source}|${entity.source}`, 'gi')

/**
 * What stands in raw content, one level of Web WeChat's writing taken off: `<br/>` is a line break, entities and emoji
 * are resolved. For content that is XML: of what people wrote in it, the XML's own entities are left.
 */
export function decodeWebXml(raw: string): string {
  if (!/[<&]/.test(raw)) return raw
  return raw.replace(marks, (whole: string, emoji?: string, name?: string, decimal?: string, hex?: string) => {
    if (emoji !== undefined) return emojiOf(emoji)
    return whole.startsWith('<') ? '\n' : character(whole, name, decimal, hex)
  })
}

/**
 * The plain text of raw content. A chain `&amp;amp;`, as Web WeChat writes a plain ampersand now and then, counts as
 * one `&`; so who types `&amp;` is read as `&`.
 */
export function decodeWebText(raw: string): string {
  return decodeWebXml(raw.includes('&amp;amp;') ? raw.replace(/&amp;(?:amp;)+/g, '&amp;') : raw)
}

/** The plain text of a nickname, card or topic, which Web WeChat escapes and fills with emoji spans like any text. */
export function decodeWebName(raw: string): string {
  return decodeWebText(raw)
}
