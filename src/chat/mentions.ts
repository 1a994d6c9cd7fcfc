import type { MessagePart } from '../domain/parts.js'

/** More `@` than this in one message are left as text: naming a whole room is no mention, and costs time. */
const mostMentions = 20

/** Names on WeChat hold 32 characters at most (16 Chinese ones); cards alike. */
const longestName = 40

/** What WeChat's clients put behind a mention: U+2005 on phones, a space on computers. */
const phoneSpace = '\u2005'
const blank = /[\s\u2005]/

export interface Mentioning {
  /** What the bot is called here: nickname and in-room name. */
  botNames: readonly string[]
  /** Whether anybody here is called so. Without it every `@name` with a blank or the end behind it counts. */
  isName?: ((name: string) => boolean) | undefined
}

/**
 * Cuts what somebody wrote into text and mentions. A mention is `@name` and, behind it, U+2005, white space or the end;
 * the blank is part of it. Web WeChat names no ids, so the text is all there is: whoever types `@name` mentions.
 * An `@` before what is nobody's name stays text, so that nothing can be hidden behind it.
 */
export function readMentions(text: string, here: Mentioning): { parts: MessagePart[]; mentionsBot: boolean } {
  const parts: MessagePart[] = []
  let mentionsBot = false
  let mentions = 0
  let from = 0
  for (let at = text.indexOf('@'); at >= 0 && mentions < mostMentions; ) {
    const name = nameBehind(text, at + 1, here)
    if (name === undefined) {
      at = text.indexOf('@', at + 1)
      continue
    }
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) })
    parts.push({ kind: 'mention', name })
    mentions += 1
    mentionsBot ||= here.botNames.includes(name)
    from = at + 1 + name.length
    if (from < text.length && text[from] !== '\n') from += 1
    at = text.indexOf('@', from)
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return { parts, mentionsBot }
}

/** The name that begins at `from`, or undefined when nobody is meant. */
function nameBehind(text: string, from: number, here: Mentioning): string | undefined {
  for (const name of here.botNames) {
    if (name !== '' && text.startsWith(name, from) && endsAt(text, from + name.length)) return name
  }
  if (endsAt(text, from)) return undefined
  for (const end of ends(text, from)) {
    const name = text.slice(from, end)
    if (here.isName?.(name) ?? true) return name
  }
  return undefined
}

function endsAt(text: string, at: number): boolean {
  const next = text[at]
  return next === undefined || blank.test(next)
}

/**
 * Where a name that begins at `from` may end, likeliest first: at a phone's U+2005, at the first blank, and, for names
 * with spaces, at the blanks after it.
 */
function ends(text: string, from: number): number[] {
  const found: number[] = []
  let phone: number | undefined
  const last = Math.min(text.length, from + longestName)
  for (let at = from; at <= last; at += 1) {
    const char = text[at]
    if (char === undefined || char === '\n' || (char === '@' && at > from && blank.test(text[at - 1] ?? ''))) {
      if (char === undefined || char === '\n') found.push(at)
      break
    }
    if (char === phoneSpace) {
      phone = at
      break
    }
    if (blank.test(char)) found.push(at)
  }
  return phone === undefined ? found : [phone, ...found]
}
