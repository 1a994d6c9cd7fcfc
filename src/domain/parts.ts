import type { MemberKey } from './keys.js'

/**
 * What a message is made of. A message is parsed once, in src/chat/read-message.ts; what cannot be parsed is a part of
 * kind `unreadable`, never an exception.
 */
export type MessagePart =
  | { kind: 'text'; text: string }
  | { kind: 'mention'; name: string; member?: MemberKey }
  | { kind: 'quote'; name: string; text: string }
  /** `bytes`: how large WeChat says that it is. */
  | { kind: 'image'; bytes?: number }
  | { kind: 'card'; name: string; official: boolean }
  | { kind: 'link'; title: string; url: string; description: string }
  | { kind: 'mini-program'; title: string }
  | { kind: 'voice'; seconds: number }
  | { kind: 'file'; name: string }
  | { kind: 'unreadable'; why: string }

/** What the author wrote: text alone, without quotes, mentions and titles of links. */
export function authoredText(parts: readonly MessagePart[]): string {
  let text = ''
  for (const part of parts) if (part.kind === 'text') text += part.text
  return text.trim()
}
