import {
  type Argument,
  args,
  atLeast,
  authoredText,
  type CommandCtx,
  definePart,
  FRESH,
  integer,
  type MessageEvent,
  type Millis,
  nextCron,
  rest,
  z,
} from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { readTitle } from '../evening/plan.js'
import type { Config, In } from '../topic.js'
import { beginPick, onPickAnswer, pickPeople, pickQuestion } from './pick.js'
import {
  byVotes,
  dropOld,
  openProposals,
  type Proposal,
  proposalOf,
  proposalPeople,
  propose,
  removeProposal,
  takeVoteBack,
  vote,
} from './proposals.js'
import { texts } from './texts.js'

type Asked = CommandCtx<Config>

/** So many proposals are shown: what stands behind them nobody reads. */
const LISTED = 10
/** The same list is not put to the room twice within so long: whoever asks gets it in private. */
const AGAIN: Millis = 10 * 60_000
/** Bare votes (支持3) of so long are answered with one line. */
const TALLY: Millis = 30_000
/** A choice that nobody could be asked for in time is the next week's. */
const LATEST: Millis = 12 * 3_600_000

const tallyJob = z.object({ from: z.int() })

/** What people would like to talk about, who is for it, and the weekly choice. */
export const backlogPart = definePart(topicsConfig, {
  texts,
  commands: [
    {
      names: ['提议', 'propose'],
      who: 'member',
      in: 'anywhere',
      help: '提一个想聊的话题',
      order: 40,
      args: args({ title: rest({ name: '话题' }) }),
      example: '/提议 社群多少人最合适？',
      run: (ctx, { title }) => takeProposal(ctx, title),
    },
    {
      names: ['话题池', 'backlog'],
      who: 'member',
      in: 'anywhere',
      help: '看大家提议的话题',
      order: 41,
      record: ({ what = '' }) => TAKE_OUT.test(what),
      args: args({ what: rest({ optional: true, name: '编号', max: 40 }) }),
      example: '/话题池 删 3',
      async run(ctx, { what = '' }) {
        const plain = what.normalize('NFKC').trim()
        const number = TAKE_OUT.exec(plain)?.groups?.['number']
        if (number !== undefined) return takeOut(ctx, Number(number))
        const wanted = WANTED.exec(plain)?.groups
        if (wanted) {
          const [by, chosen] = [ctx.caller.key, Number(wanted['number'])]
          return answer(ctx, await (wanted['not'] ? votedNot(ctx, by, chosen) : voted(ctx, by, chosen)))
        }
        return plain.startsWith('删') ? ctx.decline(ctx.text('pool.which')) : showPool(ctx)
      },
    },
    {
      names: ['支持', 'support'],
      who: 'member',
      in: 'anywhere',
      args: args({ number: proposalNumber() }),
      example: '/支持 3',
      run: async (ctx, { number }) => answer(ctx, await voted(ctx, ctx.caller.key, number)),
    },
    {
      names: ['不支持', '取消支持', 'unsupport'],
      who: 'member',
      in: 'anywhere',
      args: args({ number: proposalNumber() }),
      example: '/不支持 3',
      run: async (ctx, { number }) => answer(ctx, await votedNot(ctx, ctx.caller.key, number)),
    },
  ],
  on: {
    message: { activity: takeBareVote },
    async answered(ctx, { about, data, choice: chosen }) {
      if (about === 'pick') await onPickAnswer(ctx, pickQuestion.parse(data), chosen)
    },
  },
  timers: {
    pick: {
      at: ({ backlog: { pick } }, after, zone) => (pick === 'off' ? undefined : nextCron(pick, after, zone)),
      missed: 'run',
      upTo: LATEST,
      async run(ctx) {
        await dropOld(ctx.lasting, { now: ctx.now(), keep: ctx.config.backlog.keep })
        // A group that rests chooses nothing.
        if (!ctx.books.silence.isSilent(ctx.room.key, ctx.now())) await beginPick(ctx)
      },
    },
  },
  jobs: { tally: { data: tallyJob, run: sayTally } },
  people: {
    async merge(store, from, into) {
      await proposalPeople.merge(store, from, into)
      await pickPeople.merge(store, from, into)
    },
    async export(store, member) {
      const found = { ...(await proposalPeople.export(store, member)), ...(await pickPeople.export(store, member)) }
      return Object.keys(found).length === 0 ? undefined : found
    },
    async erase(store, member) {
      await proposalPeople.erase(store, member)
      await pickPeople.erase(store, member)
    },
  },
})

/** `删 3`, `删#3`, `删除 3号`. */
const TAKE_OUT = /^删[除掉]?\s*[#第]?\s*(?<number>\d{1,6})\s*[号个]?$/u

/** `2`, `#2`, `投 2`, `投票2`, `支持 2`, `选2`, `+1 2`; `取消 2` takes it back. */
const WANTED =
  /^(?:(?<not>不支持|不投|取消(?:支持|投票)?|收回)|支持|投票?给?|选|赞成?|顶|vote|\+1(?=\s))?\s*[#第]?\s*(?<number>\d{1,6})\s*[号个票]?$/iu

/** Answers; in private, with the room that it is about where he is in several. */
async function answer(ctx: Asked, text: string): Promise<void> {
  const several = ctx.private && ctx.rooms().filter(({ key }) => ctx.at(key).member(ctx.caller.key).present).length > 1
  await ctx.reply(several ? ctx.text('inRoom', { room: ctx.room.name, text }) : text)
}

/** `3`, `#3`, `3号`, `三`. */
function proposalNumber(): Argument<number> {
  const plain = integer({ name: '编号', min: 1 })
  return { ...plain, read: (text, context, last) => plain.read(text.replace(/^[#＃]\s*/, ''), context, last) }
}

async function takeProposal(ctx: Asked, text: string): Promise<void> {
  const title = readTitle(text)
  if ('wrong' in title) return ctx.decline(ctx.text(`pool.title.${title.wrong}`))
  const proposed = await propose(
    ctx.lasting,
    { title: title.title, by: ctx.caller.key, cause: ctx.cause },
    { now: ctx.now(), ...ctx.config.backlog },
  )
  if (proposed.kind === 'enough') {
    const list = proposed.own.map(({ number }) => `#${number}`).join(' ')
    const [first] = proposed.own
    return ctx.decline(ctx.text('pool.enough', { count: proposed.own.length, list, number: first?.number ?? 1 }))
  }
  const { proposal } = proposed
  await answer(ctx, ctx.text(proposed.kind === 'new' ? 'pool.new' : 'pool.same', valuesOf(ctx, proposal)))
}

async function showPool(ctx: Asked): Promise<void> {
  const all = byVotes(await open(ctx), isHere(ctx))
  if (all.length === 0) return ctx.reply(ctx.text('pool.empty'))
  const lines = all
    .slice(0, LISTED)
    .map(({ proposal: { number, title }, votes }) => ctx.text('pool.line', { number, title, votes }))
  const more = all.length > LISTED ? ctx.text('pool.more', { count: all.length - LISTED }) : ''
  const list = ctx.text('pool.list', { list: lines.join('\n'), more })
  if (ctx.private) return answer(ctx, list)
  const now = ctx.now()
  let again = false
  await shownOf(ctx.lasting).update('last', known => {
    again = known !== undefined && known.cause !== ctx.cause && known.list === list && now - known.at < AGAIN
    return again && known ? known : { list, at: now, cause: ctx.cause }
  })
  return again ? ctx.whisper(list, ctx.text('pool.shownBefore', { count: all.length })) : ctx.reply(list)
}

/** `pool-shown` hash with the one row `last`: the list as the room saw it last, and when. */
const shownOf = (store: Asked['lasting']) => store.hash<{ list: string; at: Millis; cause: string }>('pool-shown')

async function takeOut(ctx: Asked, number: number): Promise<void> {
  const proposal = await openProposal(ctx, number)
  if (!proposal) return ctx.decline(ctx.text('pool.unknown', { number }))
  if (proposal.by !== ctx.caller.key && !atLeast(ctx.caller.role, 'admin'))
    return ctx.decline(ctx.text('pool.notYours'))
  ctx.concerns(`#${number}`)
  await removeProposal(ctx.lasting, number)
  await ctx.reply(ctx.text('pool.removed', { number, title: proposal.title }))
}

/** 支持3 as a whole message: counted at once, and answered with others in one line; what is no vote is talk. */
async function takeBareVote(ctx: In, message: MessageEvent): Promise<void> {
  const said = BARE.exec(authoredText(message.parts).normalize('NFKC').trim())?.groups
  if (!said || ctx.now() - message.sentAt > FRESH) return
  const number = Number(said['number'])
  const by = message.member
  const proposal = await openProposal(ctx, number)
  if (!proposal || !ctx.member(by).present) return
  if (said['not'] || message.room === undefined) {
    const text = said['not'] ? await votedNot(ctx, by, number) : await voted(ctx, by, number)
    if (message.room === undefined) return ctx.dm(by, text, { manner: 'reply' })
    return ctx.say(text, { manner: 'reply' })
  }
  if (proposal.votes[by] !== undefined) return
  const now = ctx.now()
  await vote(ctx.lasting, number, by, now)
  const from = Math.floor(now / TALLY) * TALLY
  await ctx.later('tally', { from }, from + TALLY, { id: `tally|${from}` })
}

const BARE = /^(?<not>不)?支持\s*[#号第]?\s*(?<number>\d{1,4})\s*号?[!,.。~～\s]*$/u

/** Where those stand that somebody voted for by a bare word since `from`. */
async function sayTally(ctx: In, { from }: z.output<typeof tallyJob>): Promise<void> {
  const isNew = (at: Millis) => at >= from && at < from + TALLY
  const fresh = (await open(ctx)).filter(({ votes, at }) =>
    Object.values(votes).some(since => isNew(since) && since !== at),
  )
  if (fresh.length === 0) return
  const list = byVotes(fresh, isHere(ctx)).map(({ proposal, votes }) =>
    ctx.text('pool.tallyOne', { number: proposal.number, votes }),
  )
  await ctx.say(ctx.text('pool.tally', { list: list.slice(0, LISTED).join('、') }), { manner: 'reply' })
}

async function voted(ctx: In, by: string, number: number): Promise<string> {
  const before = await openProposal(ctx, number)
  if (!before) return ctx.text('pool.unknown', { number })
  const after = (await vote(ctx.lasting, number, by, ctx.now())) ?? before
  return ctx.text(before.votes[by] === undefined ? 'pool.voted' : 'pool.votedBefore', valuesOf(ctx, after))
}

async function votedNot(ctx: In, by: string, number: number): Promise<string> {
  const before = await openProposal(ctx, number)
  if (!before) return ctx.text('pool.unknown', { number })
  if (before.votes[by] === undefined) return ctx.text('pool.hadNoVote', valuesOf(ctx, before))
  const after = (await takeVoteBack(ctx.lasting, number, by)) ?? before
  return ctx.text('pool.votedNot', valuesOf(ctx, after))
}

function open(ctx: In): Promise<Proposal[]> {
  return openProposals(ctx.lasting, { now: ctx.now(), keep: ctx.config.backlog.keep })
}

async function openProposal(ctx: In, number: number): Promise<Proposal | undefined> {
  const found = await proposalOf(ctx.lasting, number)
  const isOpen = found && found.topic === undefined && ctx.now() - found.at < ctx.config.backlog.keep
  return isOpen ? found : undefined
}

function isHere(ctx: In) {
  return (member: string) => ctx.member(member).present
}

function valuesOf(ctx: In, proposal: Proposal) {
  const [counted] = byVotes([proposal], isHere(ctx))
  return { number: proposal.number, title: proposal.title, votes: counted?.votes ?? 0 }
}
