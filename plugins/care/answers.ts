import { authoredText, type MemberKey, type MessageEvent, type Millis, simplify } from '../../src/kernel/plugin.js'
import { isQuestion } from './question.js'
import type { Waiting } from './waiting.js'

/** Whatever somebody says within this time, or among so many messages of others, may well be about it. */
const SOON: Millis = 5 * 60_000
const NEXT = 3

/**
 * Whether a message of somebody else takes up what waits: an @ or a quote of whoever said it, or anything that is no
 * question and comes soon. Better silent than a nudge for what has been answered.
 *
 * @param isNamed whether a quote's name is his
 */
export function takesUp(
  message: MessageEvent,
  { member, at, others }: Pick<Waiting, 'member' | 'at' | 'others'>,
  isNamed: (name: string) => boolean,
): boolean {
  if (message.member === member) return false
  const pointed = message.parts.some(part =>
    part.kind === 'mention' ? part.member === member : part.kind === 'quote' && isNamed(part.name),
  )
  if (pointed) return true
  if (others >= NEXT && message.sentAt - at > SOON) return false
  return !isQuestion(authoredText(message.parts))
}

/** Whether he says himself that it is settled. */
export function settles(message: MessageEvent, member: MemberKey): boolean {
  return message.member === member && settled.test(simplify(authoredText(message.parts)))
}

const settled =
  /谢谢|感谢|多谢|谢了|谢啦|(?:解决|搞定|知道|明白|懂|找到|搞明白|弄好|修好)了|不用了|没事了|问到了|有答案了|原来如此|^ok\b/i

/** Messages of others are counted so far. */
export function counted(others: number): number {
  return Math.min(others + 1, NEXT)
}
