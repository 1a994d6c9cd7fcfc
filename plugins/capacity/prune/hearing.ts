import type { Ctx, MemberKey, MessageEvent } from '../../../src/kernel/plugin.js'
import { authoredText, z } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { changePeople, isAnyoneWarned, mayStillAnswer, plansOf, warnedIn } from './records.js'
import { namesOf } from './wording.js'

// Who was told that he has been silent for long, and is heard of again.

/** Without this a 在 could stand anywhere: the whole message, blanks, punctuation and emoji around it forgiven. */
const HERE = /^(?:我|我还|还)?在+(?:的|呢|啊|呀|哦|哈|线|这|这里)?$/u

/** Whether somebody says that he is here, and nothing else. Pure. */
export function isHere(text: string): boolean {
  const words = text.normalize('NFKC').replace(/[\p{P}\p{S}\p{Z}\p{Extended_Pictographic}\u200d\ufe0f\s]/gu, '')
  return words.length <= 6 && HERE.test(words)
}

/** Calls on the plan that somebody is on. */
export function callOn(ctx: Pick<Ctx, 'resumeSaga'>, number: string): Promise<boolean> {
  return ctx.resumeSaga(`prune|${number}`)
}

/** Somebody wrote in the room. Whoever was told stays; he hears so in private, after a bare 在 in the room. */
export async function hearInRoom(ctx: In, message: MessageEvent): Promise<void> {
  const { member } = message
  // What is said to the bot alone is no word in the room.
  if (message.room === undefined) return
  if (!(await isAnyoneWarned(ctx))) return
  const number = await warnedIn(ctx).get(member)
  if (number === undefined) return
  const here = isHere(authoredText(message.parts))
  const running = await isRunning(ctx, number)
  if (running) await stays(ctx, number, member)
  else await warnedIn(ctx).delete(member)
  if (here) {
    await changePeople(ctx.lasting, number, new Map([[member, known => ({ ...known, thanks: known.thanks ?? 'due' })]]))
    return ctx.later('pruneThanks', { number }, ctx.now() + TOGETHER, { id: `prune-thanks|${number}` })
  }
  // Where it was stopped since, other words are no answer to it.
  if (running && ctx.member(member).friend) await thank(ctx, number, member)
}

/**
 * Somebody writes in private: while he was told and has time, whatever it is, he stays in every room that misses him. True
 * when he says that he is here, which means nothing else.
 */
export async function hearInPrivate(ctx: In, message: MessageEvent): Promise<boolean> {
  let meant = false
  for (const { key } of ctx.rooms()) {
    const at = ctx.at(key)
    // Of the many rooms of an account most are not his, and of those most miss nobody.
    if (!at.member(message.member).present && !at.room.doubted) continue
    if (!(await isAnyoneWarned(at))) continue
    const number = await warnedIn(at).get(message.member)
    if (number === undefined) continue
    meant = true
    if (await isRunning(at, number)) {
      await stays(at, number, message.member)
      await thank(at, number, message.member, 'reply')
    } else await thankForNothing(at, number, message.member)
  }
  // Other words may be for somebody else as well.
  return meant && isHere(authoredText(message.parts))
}

/** Thanks in the room are for all who answered within this time. */
const TOGETHER = 60_000

export const thanksJob = z.object({ number: z.string() })

/** Says in one line who answered in the room. */
export async function thankInRoom(ctx: In, { number }: z.output<typeof thanksJob>): Promise<void> {
  const plan = await plansOf(ctx.lasting).get(number)
  const due = Object.entries(plan?.people ?? {}).flatMap(([member, { thanks }]) => (thanks === 'due' ? [member] : []))
  const present = due.filter(member => ctx.member(member).present)
  if (present.length > 0)
    await ctx.say(ctx.text('prune.thanksRoom', { names: namesOf(ctx, present) }), { id: 'thanks' })
  await changePeople(ctx.lasting, number, new Map(due.map(member => [member, known => ({ ...known, thanks: 'said' })])))
}

async function isRunning(ctx: In, number: string): Promise<boolean> {
  return (await plansOf(ctx.lasting).get(number))?.state === 'running'
}

async function stays(ctx: In, number: string, member: MemberKey): Promise<void> {
  const said = ctx.now()
  await changePeople(ctx.lasting, number, new Map([[member, known => ({ ...known, said: known.said ?? said })]]))
  // Where nothing is called on any more, the row is a leftover.
  if (!(await callOn(ctx, number))) await warnedIn(ctx).delete(member)
}

/** He was told, and it was stopped since: nobody goes, and he need not wonder. */
async function thankForNothing(ctx: In, number: string, member: MemberKey): Promise<void> {
  const listed = (await plansOf(ctx.lasting).get(number))?.people[member]
  if (listed && mayStillAnswer(ctx, listed)) {
    const text = ctx.text('prune.thanksStopped', { room: ctx.room.name })
    await ctx.dm(member, text, { once: `prune|${number}|thanks|${member}`, manner: 'reply' })
  }
  await warnedIn(ctx).delete(member)
}

function thank(ctx: In, number: string, member: MemberKey, manner: 'reply' | 'notice' = 'notice'): Promise<void> {
  const text = ctx.text('prune.thanks', { room: ctx.room.name })
  return ctx.dm(member, text, { once: `prune|${number}|thanks|${member}`, manner })
}
