import { type Ctx, dateOf, type MemberKey, type Store } from '../../../src/kernel/plugin.js'
import type { AdmissionConfig } from '../config.js'
import { helperOf, namesOf } from './wording.js'

/** `told-inviters` hash member → the day he was last told how people come in here, and after which event. */
const toldOf = (store: Store) => store.hash<{ date: string; cause: string }>('told-inviters')

/** Who brings people in without the right to hears once a day, in private, how it is done here. It costs him nothing. */
export async function tellInviter(
  ctx: Ctx<AdmissionConfig>,
  by: MemberKey,
  brought: readonly MemberKey[],
): Promise<void> {
  const date = dateOf(ctx.now(), ctx.zone)
  const before = await toldOf(ctx.store).get(by)
  if (before?.date === date && before.cause !== ctx.cause) return
  await toldOf(ctx.store).set(by, { date, cause: ctx.cause })
  const they = ctx.text(brought.length > 1 ? 'gate.them' : 'gate.him')
  const names = namesOf(ctx, brought)
  const text = ctx.text('gate.inviter', { names, they, topic: ctx.room.name, admin: helperOf(ctx) })
  await ctx.tell(by, text, { id: `inviter|${by}` })
}

/** `onUninvited: tell`: the owner hears who came and by whom, and decides for himself. */
export async function tellOwners(
  ctx: Ctx<AdmissionConfig>,
  came: readonly MemberKey[],
  by: MemberKey | undefined,
): Promise<void> {
  const names = namesOf(ctx, came)
  const { name: topic } = ctx.room
  const text =
    by === undefined
      ? ctx.text('gate.tellUnknown', { names, topic })
      : ctx.text('gate.tell', { names, topic, by: ctx.member(by).name })
  await toOwners(ctx, text, 'uninvited')
}

/** Tells every owner in private; without one the operators hear it. */
async function toOwners(ctx: Ctx<AdmissionConfig>, text: string, id: string): Promise<void> {
  const owners = ctx.staff('owner')
  if (owners.length === 0) ctx.alert(text)
  for (const owner of owners) await ctx.tell(owner, text, { id: `${id}|${owner}` })
}

/** `leaks` hash hash of a phrase → the day the owner was told that it was said in the room, and after which message. */
const leaksOf = (store: Store) => store.hash<{ date: string; cause: string }>('leaks')

/** A phrase was said where everybody reads it: the owner is advised to change it, once a phrase and day. */
export async function tellOfLeak(ctx: Ctx<AdmissionConfig>, phrase: { id: string; source: string }): Promise<void> {
  const date = dateOf(ctx.now(), ctx.zone)
  const before = await leaksOf(ctx.store).get(phrase.id)
  if (before?.date === date && before.cause !== ctx.cause) return
  await leaksOf(ctx.store).set(phrase.id, { date, cause: ctx.cause })
  const source = phrase.source === '' ? '' : ctx.text('gate.leakedSource', { source: phrase.source })
  // Not the phrase itself: what cannot be told in private goes to the operators, and into the log.
  await toOwners(ctx, ctx.text('gate.leaked', { topic: ctx.room.name, source }), `leak|${phrase.id}`)
}

/** Whoever is told by his key: one person's records under another key, or gone. */
export const tellingPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const was = await toldOf(store).get(from)
    if (was) await toldOf(store).update(into, known => (known && known.date >= was.date ? known : was))
    await toldOf(store).delete(from)
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const was = await toldOf(store).get(member)
    return was && { toldHowToBringIn: was.date }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await toldOf(store).delete(member)
  },
}
