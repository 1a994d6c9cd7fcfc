import { type MemberKey, type Millis, type Store, z } from '../../../src/kernel/plugin.js'
import { withRoom } from '../rooms.js'
import type { In } from '../topic.js'
import { answerOne, askOne } from './asked.js'
import { dutyOf } from './turns.js'

// Nobody is put on the roster of hosts without a yes of his own: he is asked, and silence is no.

/** Somebody who was asked whether he would take turns. */
interface Invitation {
  /** Who wants him to. */
  admin: MemberKey
  at: Millis
  /** The time to answer is over, and he said nothing: the admin hears of it with the others of whom the same is true. */
  silent?: true
}

/** `roster-asked` hash member → Invitation, until he answers, or until the admin heard that he did not. */
const invitationsOf = (store: Store) => store.hash<Invitation>('roster-asked')

/** Waking time in which somebody may say whether he will take turns. */
const PATIENCE: Millis = 48 * 3_600_000
/** Those who were asked one after the other are told of together. */
const TOGETHER: Millis = 10 * 60_000

export const willing = z.object({ member: z.string(), admin: z.string() })
export const silentJob = z.object({ admin: z.string() })

export async function invite(ctx: In, member: MemberKey, admin: { key: MemberKey; name: string }): Promise<void> {
  await invitationsOf(ctx.lasting).set(member, { admin: admin.key, at: ctx.now() })
  await askOne(ctx, member, {
    id: `${ctx.cause}|topics|roster`,
    text: ctx.text('host.will', { admin: admin.name, room: ctx.room.name }),
    options: [ctx.text('host.no'), ctx.text('host.willing')],
    about: 'roster',
    data: { member, admin: admin.key },
    expires: ctx.awakeAfter(PATIENCE),
  })
}

/** Those who have not answered yet and still can, in the order in which they were asked. */
export async function invitedNow(ctx: In): Promise<MemberKey[]> {
  const holders = ctx.books.duties.holders(ctx.community, dutyOf(ctx))
  return [...(await invitationsOf(ctx.lasting).all())]
    .filter(([member, { silent }]) => !silent && ctx.member(member).present && !holders.includes(member))
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([member]) => member)
}

/** What somebody said to it; `choice` undefined: nothing. */
export async function onInvitationAnswer(
  ctx: In,
  { member, admin }: z.output<typeof willing>,
  choice: number | undefined,
): Promise<void> {
  const { name, present } = ctx.member(member)
  if (choice === undefined && present) {
    await invitationsOf(ctx.lasting).update(member, known => known && { ...known, silent: true })
    return ctx.later('rosterSilent', { admin }, ctx.now() + TOGETHER, { id: `roster-silent|${admin}` })
  }
  await invitationsOf(ctx.lasting).delete(member)
  if (!present) return
  if (choice !== 2) {
    await answerOne(ctx, member, ctx.text('host.noMatter'), { id: 'roster' })
    return tellAdmin(ctx, admin, ctx.text('host.saidNo', { name }))
  }
  await ctx.books.duties.take(ctx.community, dutyOf(ctx), member, ctx.now())
  await answerOne(ctx, member, ctx.text('host.joined'), { id: 'roster' })
  await tellAdmin(ctx, admin, ctx.text('host.said', { name }))
}

/** Whoever wanted them hears of all who said nothing, at once. */
export async function onSilentJob(ctx: In, { admin }: z.output<typeof silentJob>): Promise<void> {
  const all = await invitationsOf(ctx.lasting).all()
  const silent = [...all].filter(([, each]) => each.silent && each.admin === admin)
  const names = silent.map(([member]) => ctx.member(member)).flatMap(({ present, name }) => (present ? [name] : []))
  if (names.length > 0) {
    await tellAdmin(ctx, admin, ctx.text('host.noAnswer', { names: names.join(ctx.text('host.comma')) }))
  }
  for (const [member] of silent) await invitationsOf(ctx.lasting).delete(member)
}

async function tellAdmin(ctx: In, admin: MemberKey, text: string): Promise<void> {
  await ctx.tell(admin, await withRoom(ctx, admin, text), { id: 'admin' })
}

/** Who was asked, and by whom. */
export const invitationPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey) {
    const all = invitationsOf(store)
    for (const [member, invitation] of await all.all()) {
      if (member === from) {
        await all.setNew(into, invitation)
        await all.delete(from)
      } else if (invitation.admin === from) await all.update(member, known => known && { ...known, admin: into })
    }
  },
  async export(store: Store, member: MemberKey) {
    const asked = await invitationsOf(store).get(member)
    return asked === undefined ? undefined : { askedToTakeTurns: asked.at }
  },
  async erase(store: Store, member: MemberKey) {
    for (const [key, { admin }] of await invitationsOf(store).all()) {
      if (key === member || admin === member) await invitationsOf(store).delete(key)
    }
  },
}
