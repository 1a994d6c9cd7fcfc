import {
  args,
  atLeast,
  authoredText,
  type Ctx,
  definePlugin,
  FRESH,
  findContacts,
  type MemberKey,
  type MessageEvent,
  type Millis,
  rest,
  type Store,
  sayDuration,
  z,
} from '../../src/kernel/plugin.js'
import { counted, settles, takesUp } from './answers.js'
import { type CareConfig, careConfig } from './config.js'
import { calledIn } from './helpers.js'
import { dueFor, look } from './nudging.js'
import { isQuestion } from './question.js'
import { texts } from './texts.js'
import { figures } from './unanswered.js'
import { firstWordsIn, type Waiting, waitingIn } from './waiting.js'

type In = Ctx<CareConfig>

/** Who was away for longer does not know what was answered meanwhile. */
const AWAY: Millis = 5 * 60_000

/**
 * What nobody takes up: a question, a newcomer's first word. One member who could is told so in private; the bot answers
 * nothing itself, and where somebody did it says nothing at all.
 */
export default definePlugin({
  name: 'care',
  config: careConfig,
  texts,
  commands: [
    {
      names: ['求助', 'ask-help'],
      who: 'newcomer',
      in: 'room',
      help: '问大家一个问题，没人接我去找人',
      order: 53,
      args: args({ what: rest({ name: '问题', max: 1000 }) }),
      example: '/求助 膝盖疼怎么跑',
      async run(ctx) {
        const { caller, message } = ctx
        const open = [...(await waitingIn(ctx.store).all())]
        if (open.some(([id, { member, kind }]) => member === caller.key && kind === 'asked' && id !== message.id))
          return ctx.decline(ctx.text('already'))
        // What he asked by the way is this now.
        for (const [id, { member, kind }] of open) if (member === caller.key && kind !== 'asked') await drop(ctx, id)
        await watch(ctx, message, { kind: 'asked' })
        await ctx.reply(ctx.text('watching', { after: sayDuration(ctx.config.unanswered.after) }))
      },
    },
  ],
  on: {
    message: {
      async activity(ctx, message) {
        if (message.room === undefined) return
        await takeUp(ctx, message)
        if (ctx.now() - message.sentAt <= FRESH) await listen(ctx, message)
      },
    },
    async recalled(ctx, { message }) {
      if ((await waitingIn(ctx.store).all()).has(message)) await drop(ctx, message)
    },
    async left(ctx, { members }) {
      for (const [id, { member }] of await waitingIn(ctx.store).all()) if (members.includes(member)) await drop(ctx, id)
    },
    // What was answered meanwhile nobody knows; what was asked of the bot itself is not forgotten.
    async away(ctx, { from, to }) {
      if (to - from < AWAY) return
      for (const [id, { kind, at }] of await waitingIn(ctx.store).all())
        if (kind !== 'asked' && at < to) await drop(ctx, id)
    },
  },
  figures,
  jobs: { look: { data: z.object({ id: z.string() }), run: (ctx, { id }) => look(ctx, id) } },
  people: {
    async merge(store, from, into) {
      for (const [id, each] of await waitingIn(store).all())
        if (each.member === from) await waitingIn(store).put(id, { ...each, member: into })
      await firstWordsIn(store).moved(from, into)
      const called = calledIn(store)
      const at = await called.get(from)
      if (at !== undefined) await called.update(into, known => Math.max(known ?? 0, at))
      await called.delete(from)
    },
    export: exportOf,
    async erase(store, member) {
      for (const [id, each] of await waitingIn(store).all())
        if (each.member === member) await waitingIn(store).remove(id)
      await firstWordsIn(store).forget(member)
      await calledIn(store).delete(member)
    },
  },
})

async function exportOf(store: Store, member: MemberKey): Promise<unknown> {
  const waiting = [...(await waitingIn(store).all()).values()].filter(each => each.member === member)
  const firstWord = await firstWordsIn(store).at(member)
  const called = await calledIn(store).get(member)
  const found = {
    ...(waiting.length === 0 ? {} : { unanswered: waiting.map(({ at, kind }) => ({ at, kind })) }),
    ...(firstWord === undefined ? {} : { firstWord }),
    ...(called === undefined ? {} : { called }),
  }
  return Object.keys(found).length === 0 ? undefined : found
}

/** Whatever waits may be taken up by this message, or settled by its own author. */
async function takeUp(ctx: In, message: MessageEvent): Promise<void> {
  for (const [id, waiting] of await waitingIn(ctx.store).all()) {
    if (message.sentAt < waiting.at) continue
    const isNamed = (name: string) => ctx.find(name).some(({ key }) => key === waiting.member)
    if (settles(message, waiting.member) || takesUp(message, waiting, isNamed)) await drop(ctx, id)
    else if (message.member !== waiting.member && counted(waiting.others) !== waiting.others)
      await waitingIn(ctx.store).put(id, { ...waiting, others: counted(waiting.others) })
  }
}

/** Whether this message is one to wait for: a newcomer's first word, or a question to everybody. */
async function listen(ctx: In, message: MessageEvent): Promise<void> {
  const { role, before, joinedAt } = ctx.member(message.member)
  // Those who run the group know whom to ask, and what they ask is often meant to warm up the room.
  if (atLeast(role, 'admin')) return
  const text = authoredText(message.parts)
  const isNew = !before && !atLeast(role, 'trusted') && message.sentAt - joinedAt < ctx.config.firstWord.within
  const spoke = isNew ? await firstWordsIn(ctx.store).at(message.member) : undefined
  // The same message may come again after a crash.
  const isFirst = isNew && (spoke ?? message.sentAt) === message.sentAt
  if (isFirst) await firstWordsIn(ctx.store).note(message.member, message.sentAt)
  const others = message.parts.some(part => part.kind === 'mention')
  const asksAll = !others && !message.mentionsBot && isQuestion(text) && findContacts(text).length === 0
  if (!isFirst && !asksAll) return
  // A topic has its host, and who is being looked into needs no help from us.
  if (ctx.books.windows.isOpen(ctx.room.key, 'topic', message.sentAt)) return
  if (ctx.casesOf(message.member).some(({ status }) => status === 'open' || status === 'acting')) return
  const open = await waitingIn(ctx.store).all()
  if ([...open].some(([id, { member }]) => member === message.member && id !== message.id)) return
  if (!isFirst) return watch(ctx, message, { kind: 'question' })
  if (text !== '') await watch(ctx, message, { kind: 'first', ...(asksAll ? { isQuestion: true } : {}) })
}

async function watch(ctx: In, message: MessageEvent, what: Pick<Waiting, 'kind' | 'isQuestion'>): Promise<void> {
  const { unanswered, firstWord } = ctx.config
  const at = message.sentAt
  const due = dueFor(ctx, what.kind === 'first' ? firstWord.after : unanswered.after, at)
  await waitingIn(ctx.store).put(message.id, { ...what, member: message.member, at, others: 0, due })
  await ctx.later('look', { id: message.id }, due, { id: message.id })
}

async function drop(ctx: In, id: string): Promise<void> {
  await waitingIn(ctx.store).remove(id)
  await ctx.cancel(id)
}
