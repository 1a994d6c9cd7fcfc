import { BOT, type Case, type CommandCtx, type Ctx, dateOf } from '../../../src/kernel/plugin.js'
import { AD } from '../ads/ladder.js'
import { likeness, SAME, sketchOf } from '../ads/likeness.js'
import type { RulesConfig } from '../config.js'
import { forgetCase, learn } from './lessons.js'

/** Words that a command is about because they are quoted in it, and whose they are said to be. */
export interface Quoted {
  name: string
  text: string
}

/** What a message quotes. */
export function quotedIn({ message }: Pick<CommandCtx, 'message'>): Quoted | undefined {
  const quote = message.parts.find(part => part.kind === 'quote')
  return quote?.kind === 'quote' && quote.text.trim() !== '' ? { name: quote.name, text: quote.text } : undefined
}

/**
 * The case that a quote points at: the number that the bot itself named (「已移出小鹿（发广告，K1）」), or the newest case
 * about such a text.
 */
export function caseQuoted(ctx: Pick<Ctx, 'case' | 'find'>, quoted: Quoted, cases: readonly Case[]): Case | undefined {
  const number = isOurs(ctx, quoted) ? /K[1-9]\d{0,8}/.exec(quoted.text)?.[0] : undefined
  if (number !== undefined) return ctx.case(number)
  const said = sketchOf(quoted.text)
  return cases.findLast(known => known.evidence !== undefined && likeness(sketchOf(known.evidence), said) >= SAME)
}

/** True when the bot's own words are quoted, and nobody else is called as it is. */
export function isOurs(ctx: Pick<Ctx, 'find'>, { name }: Quoted): boolean {
  const [first, ...others] = ctx.find(name)
  return first?.key === BOT && others.length === 0
}

/**
 * A case about words was taken back: such words are fine here from now on, and what it had taught is forgotten. One short
 * line to say so, or nothing where nothing was learnt.
 */
export async function learnFine(ctx: CommandCtx<RulesConfig>, undone: Case): Promise<string> {
  if (undone.kind !== AD) return ''
  const forgotten = await forgetCase(ctx, undone.number)
  // Where nothing but the lesson spoke against it, that is all.
  if (forgotten.some(({ cause }) => cause === undone.cause))
    return ctx.text('forgot', { number: forgotten.map(({ number }) => number).join('、') })
  if (undone.evidence === undefined) return ctx.text('learntNothing')
  const { lesson } = await learn(ctx, {
    kind: 'fine',
    sketch: sketchOf(undone.evidence),
    case: undone.number,
    by: ctx.caller.key,
    at: ctx.now(),
    cause: `${undone.number}|fine`,
  })
  return ctx.text('learntFine', { number: lesson.number })
}

/** A moment's date in the zone of the group, as 1月7日. */
export function dayAndMonth(at: number, zone: string): string {
  const [, month = '', day = ''] = dateOf(at, zone).split('-').map(String)
  return `${Number(month)}月${Number(day)}日`
}
