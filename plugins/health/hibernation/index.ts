import {
  args,
  BOT,
  type CommandCtx,
  definePart,
  type MessageEvent,
  type Millis,
  plainLine,
  z,
} from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { placeMeant, roomNamed } from '../places.js'
import { type In, stageOf } from '../stage/life.js'
import { CONVERSATION, letRest } from './asking.js'
import { claimProposal, type Rest, rest, restOf, wake } from './rest.js'
import { texts } from './texts.js'

const DAY: Millis = 86_400_000
/** That people talk again is told this often at most. */
const GAP: Millis = 7 * DAY
/** For so long the owner may answer with a number. */
const PATIENCE: Millis = 2 * DAY

/**
 * A group at rest: ads go, commands are answered, and the bot says nothing of its own. The book of silence holds that for
 * every plugin.
 */
export const hibernationPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['休眠', 'hibernate'],
      who: 'owner',
      in: 'anywhere',
      help: '让群歇着，我不再主动说话',
      order: 64,
      args: args({ room: roomNamed() }),
      example: '/休眠',
      run: restByCommand,
    },
    {
      names: ['唤醒', 'wake'],
      who: 'owner',
      in: 'anywhere',
      help: '群不再休眠，给你三个办法',
      order: 65,
      args: args({ room: roomNamed() }),
      example: '/唤醒',
      run: wakeByCommand,
    },
  ],
  jobs: { hibernate: { data: z.object({ of: z.number(), due: z.number() }), run: letRest } },
  on: {
    async answered(ctx, { about, choice, by }) {
      if ((about !== 'hibernate' && about !== 'wake') || choice === undefined || by === undefined) return
      const topic = ctx.room.name
      if (choice !== 2) {
        const resting = (await restOf(ctx)) !== undefined
        return ctx.tell(by, ctx.text(resting ? 'rest.left' : 'rest.awake', { topic }), { id: 'rest', manner: 'reply' })
      }
      await wake(ctx)
      await settled(ctx)
      await ctx.tell(by, `${ctx.text('rest.woken', { topic })}\n${await revivalText(ctx)}`, {
        id: 'woken',
        manner: 'reply',
      })
    },
    message: {
      async activity(ctx, message) {
        const { room } = message
        if (room === undefined || !ctx.books.silence.isSilent(room, ctx.now())) return
        const resting = await restOf(ctx)
        if (resting !== undefined && (await isConversation(ctx, message, resting))) await proposeWaking(ctx, message)
      },
    },
  },
})

/** What its owner was asked about a rest is decided: a later number of his is for something else. */
async function settled(ctx: In): Promise<void> {
  for (const about of ['hibernate', 'wake']) await ctx.unask(`health|${ctx.room.key}|${about}|`)
}

/** In private, of several rooms, it is the one that fell silent. */
async function restByCommand(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const at = await placeMeant(ctx, { typed: room, who: 'owner', command: '休眠' }, rooms =>
    onlyOne(rooms, async each => (await stageOf(each))?.stage === '沉寂'),
  )
  if (!at) return
  const topic = at.room.name
  if ((await restOf(at)) !== undefined) {
    // What he was asked about it is answered with that.
    await settled(at)
    return ctx.reply(ctx.text('rest.already', { topic }))
  }
  await rest(at)
  await at.cancel('hibernate')
  await settled(at)
  await ctx.reply(ctx.text('rest.begun', { topic }))
}

/** In private, of several rooms, it is the one that rests. */
async function wakeByCommand(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const at = await placeMeant(ctx, { typed: room, who: 'owner', command: '唤醒' }, rooms =>
    onlyOne(rooms, async each => (await restOf(each)) !== undefined),
  )
  if (!at) return
  const topic = at.room.name
  await settled(at)
  if (!(await wake(at))) return ctx.reply(ctx.text('rest.awake', { topic }))
  const line = ctx.text('rest.woken', { topic })
  if (ctx.private) return ctx.reply(`${line}\n${await revivalText(at)}`)
  await ctx.reply(line)
  // The three ways are his to read, not the room's.
  if (ctx.caller.friend) await ctx.dm(ctx.caller.key, await revivalText(at), { id: 'revival', manner: 'reply' })
}

async function onlyOne(rooms: readonly In[], fits: (at: In) => Promise<boolean>): Promise<In | undefined> {
  const fitting: In[] = []
  for (const at of rooms) if (await fits(at)) fitting.push(at)
  return fitting.length === 1 ? fitting[0] : undefined
}

/** New topics, new blood, another purpose: what brings a group back, by the literature of groups. */
async function revivalText(ctx: In): Promise<string> {
  const staged = await stageOf(ctx)
  const goal = ctx.charter.goal
  const lines = [
    ctx.text('revive.topic'),
    ctx.text('revive.blood'),
    goal === '' ? ctx.text('revive.purposeNone') : ctx.text('revive.purpose', { goal: plainLine(goal, 30) }),
  ]
  const head = staged?.stage === '沉寂' ? ctx.text('revive.head') : ctx.text('revive.headAny')
  return [head, ...lines].join('\n')
}

/** Whether different people write again, within a day and since it rests; whose message was an ad is not one of them. */
async function isConversation(ctx: In, message: MessageEvent, { since, proposed }: Rest): Promise<boolean> {
  const now = ctx.now()
  if (proposed !== undefined && proposed.by !== message.id && now - proposed.at < GAP) return false
  const from = Math.max(since, now - DAY)
  const last = await ctx.books.activity.lastActive(ctx.room.key)
  const lately = [...last].flatMap(([member, at]) => (at > from && member !== BOT ? [member] : []))
  const people = [...new Set([message.member, ...lately])].filter(
    member =>
      ctx.member(member).present &&
      !ctx
        .casesOf(member)
        .some(({ openedAt, status }) => openedAt > from && status !== 'undone' && status !== 'dismissed'),
  )
  return people.length >= CONVERSATION
}

async function proposeWaking(ctx: In, message: MessageEvent): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined || !(await claimProposal(ctx, message.id, GAP))) return
  const topic = ctx.room.name
  const text = ctx.text('rest.talking', { topic, people: CONVERSATION })
  if (!(await ctx.isFriend(owner))) return ctx.alert(text)
  await ctx.ask({
    id: `health|${ctx.room.key}|wake|${message.id}`,
    to: [owner],
    text,
    options: [ctx.text('rest.stay'), ctx.text('rest.wake')],
    about: 'wake',
    expires: ctx.awakeAfter(PATIENCE),
    ownReply: true,
  })
}
