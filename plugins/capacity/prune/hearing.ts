import type { Ctx, MemberKey, MessageEvent } from '../../../src/kernel/plugin.js'
import { authoredText, z } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { changePeople, isAnyoneWarned, plansOf, warnedIn } from './records.js'
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
  await stays(ctx, number, member)
  if (isHere(authoredText(message.parts))) {
    await changePeople(ctx.lasting, number, new Map([[member, known => ({ ...known, thanks: known.thanks ?? 'due' })]]))
    return ctx.later('pruneThanks', { number }, ctx.now() + TOGETHER, { id: `prune-thanks|${number}` })
  }
  if (ctx.member(member).friend) await thank(ctx, number, member)
}

/** Somebody says in private that he is here: he stays in every room that misses him. True when one did. */
export async function hearInPrivate(ctx: In, message: MessageEvent): Promise<boolean> {
  if (!isHere(authoredText(message.parts))) return false
  let meant = false
  for (const { key } of ctx.rooms()) {
    const at = ctx.at(key)
    // Of the many rooms of an account most are not his.
    if (!at.member(message.member).present && !at.room.doubted) continue
    const number = await warnedIn(at).get(message.member)
    if (number === undefined) continue
    meant = true
    await stays(at, number, message.member)
    await thank(at, number, message.member, 'reply')
  }
  return meant
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

async function stays(ctx: In, number: string, member: MemberKey): Promise<void> {
  const said = ctx.now()
  await changePeople(ctx.lasting, number, new Map([[member, known => ({ ...known, said: known.said ?? said })]]))
  // Where nothing is called on any more, the row is a leftover.
  const plan = await plansOf(ctx.lasting).get(number)
  if (plan?.state !== 'running' || !(await callOn(ctx, number))) await warnedIn(ctx).delete(member)
}

function thank(ctx: In, number: string, member: MemberKey, manner: 'reply' | 'notice' = 'notice'): Promise<void> {
  const text = ctx.text('prune.thanks', { room: ctx.room.name })
  return ctx.dm(member, text, { once: `prune|${number}|thanks|${member}`, manner })
}
