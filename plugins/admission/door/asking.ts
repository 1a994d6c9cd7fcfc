import { BOT } from '../../../src/kernel/plugin.js'
import type { Candidate } from '../candidates.js'
import { countTry } from './attempts.js'
import { type Door, namesOf, triesADay } from './doors.js'
import type { Key } from './keys.js'
import { proceed } from './steps.js'
import { beginning, say, type Talk } from './talk.js'

/** Puts the question of mode `question`, with its choices by number. */
export function putQuestion(talk: Talk, door: Door, line: string): Promise<void> {
  const { text, choices } = door.ctx.config.question
  const list = choices.map((choice, index) => `${index + 1} ${choice}`).join('\n')
  return say(talk, door.ctx, line, { bot: botName(door), names: namesOf(door), question: text, list })
}

/** It was not the word, or not any more. The last try of a day says so; in `ask` the admins are asked about him then. */
export async function wrong(
  talk: Talk,
  door: Door,
  candidate: Candidate | undefined,
  { key, open }: { key: Key; open: readonly Door[] },
): Promise<void> {
  const { member, at, cause, store, ctx } = talk
  const left = await countTry(store, member, triesADay(open), { at, cause, zone: ctx.zone })
  const asks = open.find(each => each.ctx.mode === 'ask')
  if (left === 0 && asks) {
    return proceed(talk, asks, candidate, beginning(talk, asks.community), { review: true })
  }
  if (left === 0) return say(talk, door.ctx, 'doorLockedNow')
  const kind = { none: '', right: '', expired: 'doorExpired', 'used up': 'doorUsedUp', taken: 'doorTaken' }[key.kind]
  const why = kind === '' ? '' : door.ctx.text(kind)
  if (left === undefined) return say(talk, door.ctx, 'doorWrong', { why })
  return say(talk, door.ctx, 'doorWrongLeft', { why, left })
}

export function botName({ ctx }: Door): string {
  return ctx.member(BOT).name
}
