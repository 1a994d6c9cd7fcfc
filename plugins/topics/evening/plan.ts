import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'

/** What somebody wants to be talked about, and when. */
export interface Plan {
  title: string
  kind: Topic['kind']
  start: Millis
  end: Millis
  by: MemberKey
  host?: MemberKey
  guide?: readonly string[]
  guest?: string
}

/** Why a plan cannot be; `text` says it in the chat. */
export type Planned = { ok: true; topic: Topic } | { ok: false; text: string }

/**
 * Puts a topic on the calendar and sets everything that happens at a time of its own, once for the context's cause.
 * Refused, with a sentence for the chat: times that are past or the wrong way round, longer than a day, an hour that is taken.
 */
export async function planTopic(ctx: In, _plan: Plan): Promise<Planned> {
  return { ok: false, text: ctx.text('later') }
}
