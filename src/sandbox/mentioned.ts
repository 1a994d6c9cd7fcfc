/** A member and everything he is called in the room. */
export interface NamedMember {
  key: string
  names: readonly string[]
}

/**
 * Who a text mentions: those named by id, and everybody called as it stands behind an `@` with U+2005, white space or
 * the end after it. The longest fitting name counts; of several who bear it those named by id, else all of them.
 */
export function mentionedIn(text: string, members: readonly NamedMember[], byId: readonly string[] = []): string[] {
  const found = new Set(byId)
  if (!text.includes('@')) return [...found]
  const bearers = new Map<string, string[]>()
  for (const { key, names } of members) {
    for (const name of new Set(names)) bearers.set(name, [...(bearers.get(name) ?? []), key])
  }
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let called: string[] = []
    let longest = 0
    for (const [name, keys] of bearers) {
      if (name.length <= longest || !text.startsWith(name, at + 1)) continue
      const next = text[at + 1 + name.length]
      if (next !== undefined && !/[\s\u2005]/.test(next)) continue
      longest = name.length
      called = keys
    }
    if (!called.some(key => byId.includes(key))) for (const key of called) found.add(key)
  }
  return [...found]
}

/** Writes `@name` and U+2005 for each who is not mentioned in the text yet: the bot in front, others behind. */
export function withMentions(text: string, mention: readonly { bot: boolean; shown: string; name: string }[]): string {
  return mention.reduce((written, { bot, shown, name }) => {
    if (written.includes(`@${shown}`) || written.includes(`@${name}`)) return written
    if (bot) return `@${shown}\u2005${written}`
    return `${written}${written === '' || /[\s\u2005]$/.test(written) ? '' : ' '}@${shown}\u2005`
  }, text)
}
