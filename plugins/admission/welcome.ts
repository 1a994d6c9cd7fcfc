import { BOT, type Ctx, definePart, type MemberKey, type Millis, type Store, z } from '../../src/kernel/plugin.js'
import { type AdmissionConfig, admissionConfig } from './config.js'
import { greeterOf, toGreet } from './greeting.js'

/** So long before the room may get it: all that waits there is one message, and a newcomer reads this first of it. */
const MOMENT: Millis = 90_000

/** `waiting` hash `welcome` → who is still to be welcomed · `introduced` hash member → who answered for him; both until the welcome. */
const waitingOf = (store: Store) => store.hash<MemberKey[]>('waiting')
const introducedOf = (store: Store) => store.hash<MemberKey>('introduced')

/**
 * Has somebody welcomed who came in by right, or has passed. Whoever comes within `welcome.merge` of the first is in the
 * same message.
 */
export async function toWelcome(
  ctx: Ctx<AdmissionConfig>,
  newcomers: readonly { member: MemberKey; introducer?: MemberKey }[],
): Promise<void> {
  if (newcomers.length === 0) return
  for (const { member, introducer } of newcomers)
    if (introducer !== undefined) await introducedOf(ctx.store).set(member, introducer)
  const waiting = waitingOf(ctx.store)
  const before = await waiting.get('welcome')
  await waiting.update('welcome', known => [
    ...new Set([...(known ?? []), ...newcomers.map(({ member }) => member).filter(member => member !== BOT)]),
  ])
  // The first of a burst starts the wait. It is set anew each time, so that a crash between the two writes costs at most
  // this one.
  const dues = ctx.store.hash<Millis>('due')
  const known = before === undefined ? undefined : await dues.get('welcome')
  const due = known !== undefined && known > ctx.now() ? known : ctx.now() + ctx.config.welcome.merge
  await dues.set('welcome', due)
  await toGreet(
    ctx,
    newcomers.map(({ member }) => member),
    due,
  )
  await ctx.later('welcome', null, due, { id: 'welcome' })
}

/** One welcome for all who came together; at night, or over the room's share of the day, for all who come meanwhile. */
export const welcomePart = definePart(admissionConfig, {
  texts: {
    'zh-CN': {
      welcome: '欢迎 {names}～{charter}{rules}',
      welcomeMany: '欢迎 {names} 等{count}位～{charter}{rules}',
      introduced: '{name}（由{by}引荐）',
      welcomeCharter: '这个群：{goal}。',
      seeRules: '群规发 /群规 看',
      greeter: '。今天迎新：{name}，有事就问',
    },
    en: {
      welcome: 'Welcome {names}. {charter}{rules}',
      welcomeMany: 'Welcome {names} and others, {count} in all. {charter}{rules}',
      introduced: '{name} (introduced by {by})',
      welcomeCharter: 'This group: {goal}. ',
      seeRules: 'See the rules: /rules',
      greeter: '. Greeting today: {name}, just ask',
    },
  },
  jobs: {
    welcome: {
      data: z.null(),
      async run(ctx) {
        // Who came in the night, or over the room's share of the day, is welcomed when it may be, if he is still there.
        const soonest = ctx.unaskedFrom() - MOMENT
        if (soonest > ctx.now()) return ctx.later('welcome', null, soonest, { id: 'welcome' })
        const waiting = waitingOf(ctx.store)
        const handled = (await waiting.get('welcome')) ?? []
        const present = handled.map(member => ctx.member(member)).filter(member => member.present)
        if (present.length > 0) {
          const introduced = await introducedOf(ctx.store).all()
          const shown = present.slice(0, ctx.config.welcome.names)
          const names = shown.map(({ key, name }) => {
            const by = introduced.get(key)
            return by === undefined ? name : ctx.text('introduced', { name, by: ctx.member(by).name })
          })
          // What members can do is left to them: he is named with an @, so that he knows.
          const greeter = greeterOf(ctx, present)
          const goal = ctx.charter.goal.trim().replace(/[。.！!]+$/u, '')
          await ctx.say(
            ctx.text(present.length > shown.length ? 'welcomeMany' : 'welcome', {
              names: names.join('、'),
              count: present.length,
              charter: goal === '' ? '' : ctx.text('welcomeCharter', { goal }),
              rules: `${ctx.text('seeRules')}${greeter ? ctx.text('greeter', { name: greeter.name }) : ''}`,
            }),
            { id: 'welcome', manner: 'unasked', ...(greeter ? { mentions: [greeter.key] } : {}) },
          )
        }
        for (const member of handled) await introducedOf(ctx.store).delete(member)
        // Who passed the gate by a private word meanwhile is the next one's.
        await waiting.update('welcome', known => {
          const left = known?.filter(member => !handled.includes(member)) ?? []
          return left.length === 0 ? undefined : left
        })
      },
    },
  },
  people: {
    async merge(store, from, into) {
      await waitingOf(store).update(
        'welcome',
        known => known && [...new Set(known.map(member => (member === from ? into : member)))],
      )
      const introduced = introducedOf(store)
      const introducer = await introduced.get(from)
      if (introducer !== undefined) await introduced.set(into, introducer)
      await introduced.delete(from)
      for (const [member, by] of await introduced.all()) if (by === from) await introduced.set(member, into)
    },
    async export(store, member) {
      const waits = ((await waitingOf(store).get('welcome')) ?? []).includes(member)
      return waits ? { welcome: true } : undefined
    },
    async erase(store, member) {
      await waitingOf(store).update('welcome', known => known?.filter(other => other !== member))
      const introduced = introducedOf(store)
      await introduced.delete(member)
      for (const [other, by] of await introduced.all()) if (by === member) await introduced.delete(other)
    },
  },
})
