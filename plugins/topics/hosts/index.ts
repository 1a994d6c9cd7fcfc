import {
  args,
  type CommandCtx,
  choice,
  definePart,
  type MemberKey,
  person,
  type Store,
} from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { type Config, comingTopics } from '../topic.js'
import {
  invitationPeople,
  invite,
  invitedNow,
  onInvitationAnswer,
  onSilentJob,
  silentJob,
  willing,
} from './inviting.js'
import { nextPlanned, nudgeAll, nudgeJob, nudgeOne, nudgePeople, onNudgeJob } from './nudge.js'
import {
  askForHost,
  askingPeople,
  hostJob,
  hostQuestion,
  onHostAnswer,
  onHostJob,
  passOn,
  withoutThose,
} from './roster.js'
import { texts } from './texts.js'
import { dutyOf, hostsInTurn, hostsToAsk, isAway, turnPeople } from './turns.js'

type Asked = CommandCtx<Config>

const ofPeople = [askingPeople, nudgePeople, turnPeople, invitationPeople]

/** Who hosts: the roster, asking it for a host, and the word in private to those who have something to say. */
export const hostsPart = definePart(topicsConfig, {
  texts,
  commands: [
    {
      names: ['轮值', 'hosts'],
      who: 'admin',
      in: 'anywhere',
      help: '轮值主持名单，如 /轮值 加 @王敏',
      order: 52,
      record: ({ what }) => what === '加' || what === '去',
      args: args({
        what: choice(['加', '去', '下一位'], { optional: true, name: '做什么' }),
        who: person({ optional: true }),
      }),
      example: '/轮值 加 @王敏',
      async run(ctx, { what, who }) {
        if (what === undefined) return who === undefined ? showRoster(ctx) : ctx.decline(ctx.text('host.who'))
        if (what === '下一位') return nextHost(ctx)
        if (who === undefined) return ctx.decline(ctx.text('host.who'))
        const member = await ctx.whichOf(who)
        if (!member) return
        ctx.concerns(member.key)
        return what === '加' ? addHost(ctx, member.key) : removeHost(ctx, member.key)
      },
    },
    {
      names: ['鼓动', 'nudge'],
      who: 'admin',
      in: 'anywhere',
      help: '私下请几位来聊下一个话题',
      order: 53,
      args: args({ who: person({ optional: true }) }),
      example: '/鼓动 @阿豪',
      async run(ctx, { who }) {
        if (ctx.mode === 'observe') return ctx.decline(ctx.text('observing'))
        const topic = await nextPlanned(ctx)
        if (!topic) return ctx.decline(ctx.text('nudge.none'))
        if (who === undefined) {
          const count = await nudgeAll(ctx, topic)
          return count === 0 ? ctx.decline(ctx.text('nudge.nobody')) : ctx.reply(ctx.text('nudge.done', { count }))
        }
        const member = await ctx.whichOf(who)
        if (!member) return
        ctx.concerns(member.key)
        const why = await nudgeOne(ctx, topic, member.key)
        const { name } = member
        return why === undefined
          ? ctx.reply(ctx.text('nudge.one', { name }))
          : ctx.decline(ctx.text(`nudge.${why}`, { name }))
      },
    },
  ],
  on: {
    async answered(ctx, { about, data, choice: chosen }) {
      if (about === 'host') await onHostAnswer(ctx, hostQuestion.parse(data), chosen)
      if (about === 'roster') await onInvitationAnswer(ctx, willing.parse(data), chosen)
    },
    async left(ctx, { members }) {
      for (const topic of await comingTopics(ctx.store)) await withoutThose(ctx, topic, members)
    },
  },
  jobs: {
    host: { data: hostJob, run: onHostJob },
    nudge: { data: nudgeJob, run: onNudgeJob },
    rosterSilent: { data: silentJob, run: onSilentJob },
  },
  people: {
    async merge(store: Store, from, into) {
      for (const records of ofPeople) await records.merge(store, from, into)
    },
    async export(store: Store, member) {
      const found = await Promise.all(ofPeople.map(records => records.export(store, member)))
      const some = found.filter(each => each !== undefined)
      return some.length === 0 ? undefined : Object.assign({}, ...some)
    },
    async erase(store: Store, member) {
      for (const records of ofPeople) await records.erase(store, member)
    },
  },
})

async function showRoster(ctx: Asked): Promise<void> {
  const hosts = (await hostsInTurn(ctx)).map(member => ctx.member(member)).filter(({ present }) => present)
  const asked = (await invitedNow(ctx)).map(member => ctx.member(member).name)
  const waiting = asked.length === 0 ? '' : ctx.text('host.waiting', { names: asked.join(ctx.text('host.comma')) })
  if (hosts.length === 0) return ctx.reply(ctx.text(asked.length === 0 ? 'host.empty' : 'host.emptyYet', { waiting }))
  const lines = hosts.map(({ key, name }, at) =>
    ctx.text('host.listLine', { number: at + 1, name, away: isAway(ctx, key) ? ctx.text('host.away') : '' }),
  )
  const list = ctx.text('host.list', { list: [...lines, ...(waiting === '' ? [] : [waiting])].join('\n') })
  await ctx.whisper(list, ctx.text('host.listShort', { count: hosts.length }))
}

/** Passes over whoever is being asked now; where nobody is, asks for the next topic without a host, or tells who is next. */
async function nextHost(ctx: Asked): Promise<void> {
  const without = (await comingTopics(ctx.store)).filter(({ phase, host }) => phase === 'planned' && host === undefined)
  const [next] = await hostsToAsk(ctx)
  for (const topic of without) {
    const passed = await passOn(ctx, topic)
    if (passed) return ctx.reply(ctx.text(passed === 'asked' ? 'host.passedOn' : 'host.noNext'))
  }
  if (next === undefined) return ctx.decline(ctx.text('host.noNext'))
  if (without[0]) {
    await askForHost(ctx, without[0])
    return ctx.reply(ctx.text('host.passedOn'))
  }
  await ctx.reply(ctx.text('host.next', { name: ctx.member(next).name }))
}

/** Nobody is put on the roster without a yes of his own. */
async function addHost(ctx: Asked, member: MemberKey): Promise<void> {
  const { name } = ctx.member(member)
  const duty = dutyOf(ctx)
  if (ctx.books.duties.holders(ctx.community, duty).includes(member)) {
    return ctx.decline(ctx.text('host.there', { name }))
  }
  if (member === ctx.caller.key) {
    await ctx.books.duties.take(ctx.community, duty, member, ctx.now())
    return ctx.reply(ctx.text('host.self', { name }))
  }
  if (ctx.mode === 'observe') return ctx.decline(ctx.text('observing'))
  await invite(ctx, member, ctx.caller)
  await ctx.reply(ctx.text('host.asked', { name }))
}

async function removeHost(ctx: Asked, member: MemberKey): Promise<void> {
  const { name } = ctx.member(member)
  const duty = dutyOf(ctx)
  if (!ctx.books.duties.holders(ctx.community, duty).includes(member)) {
    return ctx.decline(ctx.text('host.notThere', { name }))
  }
  await ctx.books.duties.putDown(ctx.community, duty, member)
  await ctx.reply(ctx.text('host.removed', { name }))
}
