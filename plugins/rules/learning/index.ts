import {
  args,
  atLeast,
  BOT,
  type Case,
  type CommandCtx,
  caseNumber,
  definePart,
  integer,
} from '../../../src/kernel/plugin.js'
import { charge, isAlike } from '../ads/charge.js'
import { weigh } from '../ads/circumstances.js'
import { detect } from '../ads/detect.js'
import { AD, isInHand } from '../ads/ladder.js'
import { saysSomething, sketchOf } from '../ads/likeness.js'
import { type RulesConfig, rulesConfig } from '../config.js'
import { forget, type Lesson, learn, lessonPeople, lessonsOf, nameCase } from './lessons.js'
import { caseQuoted, dayAndMonth, isOurs, quotedIn } from './teaching.js'
import { learningTexts } from './texts.js'

/** What admins teach holds at once, for this community alone, is shown, and can be taken back by its number. */
export const learningPart = definePart(rulesConfig, {
  texts: learningTexts,
  people: lessonPeople,
  commands: [
    {
      names: ['广告', 'ad'],
      who: 'admin',
      in: 'anywhere',
      help: '漏掉的广告：引用它再发',
      order: 23,
      args: args({ number: caseNumber({ optional: true }) }),
      example: '/广告 K5',
      async run(ctx, { number }) {
        const quoted = quotedIn(ctx)
        const known = number === undefined ? quoted && caseQuoted(ctx, quoted, []) : ctx.case(number)
        if (number !== undefined && !known) return ctx.decline(ctx.text('unknown', { number }))
        const text = known ? known.evidence : quoted?.text
        if (!known && (!quoted || isOurs(ctx, quoted))) return ctx.decline(ctx.text('learnWhat'))
        if (text === undefined) return ctx.decline(ctx.text('learntNothing'))
        const sketch = sketchOf(text)
        if (!saysSomething(sketch) && sketch.contacts.length === 0) return ctx.decline(ctx.text('learnShort'))
        const { lesson } = await learn(ctx, {
          kind: 'ad',
          sketch,
          ...(known ? { case: known.number } : {}),
          by: ctx.caller.key,
          at: ctx.now(),
          cause: ctx.cause,
        })
        const done = await actOn(ctx, { lesson, text, known, name: quoted?.name ?? '' })
        await ctx.reply(ctx.text('learntAd', { number: lesson.number, done }))
      },
    },
    {
      names: ['学到的', 'learnt'],
      who: 'admin',
      in: 'anywhere',
      help: '看教过我什么',
      order: 26,
      record: 'never',
      async run(ctx) {
        const lessons = await lessonsOf(ctx)
        if (lessons.length === 0) return ctx.reply(ctx.text('learntEmpty'))
        const list = lessons.slice(-SHOWN).map(({ number, kind, case: from, by, at }) =>
          ctx.text('learntLine', {
            number,
            kind: ctx.text(`learntKind.${kind}`),
            case: from === undefined ? '' : ` ${from}`,
            by: by === '' ? '-' : ctx.member(by).name,
            date: dayAndMonth(at, ctx.zone),
          }),
        )
        await ctx.whisper(
          ctx.text('learntList', { list: list.join('\n') }),
          ctx.text('learntCount', { count: lessons.length }),
        )
      },
    },
    {
      names: ['忘掉', 'forget'],
      who: 'admin',
      in: 'anywhere',
      help: '忘掉教过我的一条',
      order: 27,
      args: args({ number: integer({ min: 1, name: '编号' }) }),
      example: '/忘掉 3',
      async run(ctx, { number }) {
        if (await forget(ctx, number)) await ctx.reply(ctx.text('forgot', { number }))
        else await ctx.decline(ctx.text('forgotNone', { number }))
      },
    },
  ],
})

/** A list of more is read by nobody on a phone. */
const SHOWN = 30

interface Taught {
  lesson: Lesson
  text: string
  /** The case that it is about, where a number was given. */
  known: Case | undefined
  /** Whose words were quoted. */
  name: string
}

/** Does about the author of an ad what the ladder says, and says in a few words what that was. */
async function actOn(ctx: CommandCtx<RulesConfig>, { lesson, text, known, name }: Taught): Promise<string> {
  const ctxThere = known && known.room !== ctx.room.key ? ctx.at(known.room) : ctx
  const found = known ? [ctxThere.member(known.member)] : ctx.private ? [] : ctx.find(name)
  const [author] = found
  if (found.length > 1) return ctx.text('learntDone.several')
  if (!author?.present || author.key === BOT) return ctx.text('learntDone.nobody')
  if (atLeast(author.role, 'admin')) return ctx.text('learntDone.staff', { name: author.name })
  const at = ctx.now()
  const cases = ctx.casesOf(author.key).filter(each => each.kind === AD && each.cause !== ctx.cause)
  const dealtWith = cases.findLast(each => (isInHand(each, at) || each.status === 'done') && isAlike(each, text))
  const undecided = dealtWith?.status === 'open' && dealtWith.measure === 'admins'
  if (dealtWith && !undecided) return ctx.text('learntDone.known', { name: author.name, case: dealtWith.number })
  const { ads } = ctx.config
  const weighed = weigh(
    detect({ ...ads, text, who: 'newcomer' }),
    { sentAt: at, again: false, pieces: 1, length: text.length, recalled: { lesson, likeness: 1 } },
    ads,
  )
  // An admin says that it is one, whatever the score.
  const verdict = { ...weighed, verdict: 'ad' as const }
  const opened = await charge(ctxThere, { member: author, verdict, text, at, by: ctx.caller.key })
  if (!opened) return ctx.text('learntDone.nobody')
  await nameCase(ctx, lesson, opened.number)
  const outcome = opened.measure === 'remove' ? 'removed' : opened.measure === 'owner' ? 'asked' : 'spoken'
  return ctx.text(`learntDone.${outcome}`, { name: author.name, case: opened.number })
}
