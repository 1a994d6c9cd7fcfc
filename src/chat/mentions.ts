import type { MessagePart } from '../domain/parts.js'

/** More `@` than this in one message are left as text: naming a whole room is no mention, and costs time. */
const mostMentions = 20

/** Names on WeChat hold 32 characters at most (16 Chinese ones); an emoji of several code points is longer for us. */
const longestName = 64

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
function nameBehind(text: string, from: number, { botNames, isName }: Mentioning): string | undefined {
  const ends = endsOf(text, from)
  const longest = (known: (name: string) => boolean) => ends.findLast(end => known(text.slice(from, end)))
  const phone = ends.find(end => text[end] === phoneSpace)
  const exact = phone === undefined ? undefined : text.slice(from, phone)
  // A phone marks the end of the name that it puts there.
  if (exact !== undefined && (botNames.includes(exact) || isName?.(exact))) return exact
  // The bot before anybody's longer name: nobody shall be able to stand between it and those who call it.
  const end = longest(name => botNames.includes(name)) ?? (isName ? longest(isName) : likeliest(text, ends))
  return end === undefined ? undefined : text.slice(from, end)
}

/** Where a name that begins at `from` may end, in order: names hold blanks and @ themselves. */
function endsOf(text: string, from: number): number[] {
  const ends: number[] = []
  if (blank.test(text.charAt(from))) return ends
  const last = Math.min(text.length, from + longestName)
  for (let at = from + 1; at <= last; at += 1) {
    if (at === text.length || blank.test(text.charAt(at))) ends.push(at)
  }
  return ends
}

/** Where nobody's names are known: at a phone's blank, if that comes before the next line and the next @, or else the first. */
function likeliest(text: string, ends: readonly number[]): number | undefined {
  for (const end of ends) {
    if (text[end] === phoneSpace) return end
    if (text[end] === '\n' || text[end + 1] === '@') break
  }
  return ends[0]
}
