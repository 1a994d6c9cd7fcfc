import { args, BOT, definePart, type MessageEvent, person, rest, word } from '../../../src/kernel/plugin.js'
import { laddered, membersConfig } from '../config.js'
import { type In, whichIn } from '../people.js'
import { rowOf } from '../rows.js'
import { named } from '../wording.js'
import {
  erasePaths,
  exportPaths,
  isNews,
  mergePaths,
  noPath,
  noteBrought,
  noteHand,
  noteSpoke,
  pathsIn,
} from './records.js'
import { showFunnel, showWay } from './showing.js'
import { texts } from './texts.js'
import { wayOfMember } from './walkers.js'
import { idOf, standsAt } from './way.js'

/**
 * How far somebody came: forward by what he does, back by an admin's hand alone. Stored is what no other book tells; the
 * rest is computed when somebody asks.
 */
export const stagesPart = definePart(membersConfig, {
  texts,
  commands: [
    {
      names: ['阶段', 'stage'],
      who: 'admin',
      in: 'anywhere',
      help: '看一个成员走到哪一步，/阶段 @某人 铁粉 改',
      order: 84,
      args: args({ who: person(), stage: word({ name: '阶段', optional: true, max: 20 }) }),
      example: '/阶段 @王敏 铁粉',
      record: ({ stage }) => stage !== undefined,
      async run(ctx, { who, stage }) {
        // The room's own stage is the health plugin's to tell.
        if (who === '群' && ctx.find(who).length === 0) return ctx.decline(ctx.text('stage.ofRoom'))
        const member = await whichIn(ctx, who)
        if (!member) return
        if (member.key === BOT) return ctx.decline(ctx.text('stage.bot'))
        if (stage === undefined) return showWay(ctx, member)
        const stages = laddered(ctx.config.stages)
        const list = stages.map(({ name }) => name)
        const wanted = named(list, stage)
        const to = stages.findIndex(({ name }) => name === wanted)
        const chosen = stages[to]
        if (!chosen) return ctx.decline(ctx.text('stage.unknown', { list: list.join('、') }))
        ctx.concerns(member.key)
        const { community, caller, message } = ctx
        const now = standsAt(await wayOfMember(ctx, member))
        const before = stages[now] ?? chosen
        const values = { name: member.name, from: before.name, to: chosen.name }
        if (to === now) return ctx.whisper(ctx.text('stage.same', values), ctx.text('stage.befriend'))
        const hand = { from: idOf(before), to: idOf(chosen), at: message.sentAt, by: caller.key, cause: message.id }
        await noteHand(ctx.lasting, community, member.key, hand)
        await ctx.whisper(ctx.text('stage.set', values), ctx.text('stage.noted'))
      },
    },
    {
      names: ['漏斗', 'funnel'],
      who: 'admin',
      in: 'anywhere',
      help: '各阶段有多少人、谁停住了',
      order: 85,
      args: args({ room: rest({ name: '群名', optional: true, max: 60 }) }),
      record: 'never',
      run: showFunnel,
    },
  ],
  on: {
    message: {
      // Before the desk, for a command is a word too; and behind what keeps ads out.
      async guard(ctx, message) {
        await listen(ctx, message)
      },
    },
    async joined(ctx, { id, by, members }) {
      if (by === undefined || by === BOT) return
      // Who only comes over from the room next door was brought in by somebody else.
      const isNew = members.some(key => key !== by && ctx.member(key).memberSince === ctx.member(key).joinedAt)
      if (isNew) await noteBrought(ctx.lasting, ctx.community, by, { id, at: ctx.now() })
    },
  },
  people: { merge: mergePaths, export: exportPaths, erase: erasePaths },
})

/** Somebody's first word, also after his stage was set; of whoever had one this is a look into memory. */
async function listen(ctx: In, { room, member, sentAt }: MessageEvent): Promise<void> {
  if (room === undefined) return
  const known = (await pathsIn(ctx.lasting).all()).get(rowOf(ctx.community, member)) ?? noPath
  if (!isNews(known)) return
  // Counted by the house before this plugin was switched on.
  const { activity } = ctx.books
  const earlier = known.spoke.length === 0 && (await activity.lastOf(member, ctx.roomsOf(member))) !== undefined
  await noteSpoke(ctx.lasting, ctx.community, member, earlier ? 0 : sentAt)
}
