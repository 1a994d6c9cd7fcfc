import {
  authoredText,
  type Case,
  type MemberKey,
  type MessageEvent,
  type MessagePart,
} from '../../../src/kernel/plugin.js'
import { isAlike } from './charge.js'
import { AD } from './ladder.js'

/** Words by which people point at an ad; the quote shows which one. */
const complaint = /广告|推销|微商|举报|骗|违规|群规|踢|移出|拉黑|清理|清掉|管管|管一下|处理|又来|又有人|spam|scam/i

/** What a message quotes to complain about it: `name` is who is said to have written it. */
export function complainedOf({ parts }: Pick<MessageEvent, 'parts'>): { name: string; text: string } | undefined {
  const quote = parts.find((part): part is Extract<MessagePart, { kind: 'quote' }> => part.kind === 'quote')
  if (!quote || quote.name === '' || !complaint.test(authoredText(parts))) return undefined
  return { name: quote.name, text: quote.text }
}

/** True when something has been done about this ad of his already, or somebody has decided about it. */
export function isDealtWith(cases: readonly Case[], text: string): boolean {
  return cases.some(known => known.kind === AD && isAlike(known, text))
}

/** Whoever alone has this name: of two nobody can tell who is meant. */
export function onlyOne(found: readonly { key: MemberKey }[]): MemberKey | undefined {
  return found.length === 1 ? found[0]?.key : undefined
}
