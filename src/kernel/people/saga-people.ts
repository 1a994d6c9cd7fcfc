import type { MemberKey } from '../../domain/keys.js'

// A saga's state is its plugin's; who of it is whom the kernel finds by the keys that stand in it: as a value, as a name of a
// field, or as a part of a word such as `asked|m17`.

/** A state in which somebody goes by another key; what was known of him under that one stays. */
export function renamed(state: unknown, from: MemberKey, into: MemberKey): unknown {
  if (typeof state === 'string') return namesIn(state, from) ? parts(state, from, into) : state
  if (Array.isArray(state)) {
    const each = state.map(item => renamed(item, from, into))
    return state.some(item => namesIn(item, from)) ? [...new Set(each)] : each
  }
  if (typeof state !== 'object' || state === null) return state
  const entries = Object.entries(state).map(([key, value]) => [key, renamed(value, from, into)] as const)
  const others = entries.filter(([key]) => key !== from)
  const his = entries.find(([key]) => key === from)
  return Object.fromEntries(his && !(into in state) ? [...others, [into, his[1]]] : others)
}

/** A state in which he does not stand any more, where its plugin does not say what it is without him. */
export function without(state: unknown, member: MemberKey): unknown {
  if (Array.isArray(state)) return state.filter(item => !namesIn(item, member)).map(item => without(item, member))
  if (typeof state !== 'object' || state === null) return state
  return Object.fromEntries(
    Object.entries(state)
      .filter(([key, value]) => key !== member && !namesIn(value, member))
      .map(([key, value]) => [key, without(value, member)]),
  )
}

/** True of his key, and of a word of which it is a part. */
function namesIn(value: unknown, member: MemberKey): boolean {
  return typeof value === 'string' && value.split('|').includes(member)
}

function parts(word: string, from: MemberKey, into: MemberKey): string {
  return word
    .split('|')
    .map(part => (part === from ? into : part))
    .join('|')
}
