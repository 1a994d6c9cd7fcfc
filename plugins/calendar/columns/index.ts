import {
  args,
  type CommandCtx,
  type Ctx,
  clockOf,
  dateOf,
  definePart,
  type Millis,
  nextCron,
  plainLine,
  rest,
} from '../../../src/kernel/plugin.js'
import { type CalendarConfig, type Column, calendarConfig } from '../config.js'
import { dateText } from '../wording.js'
import { handIn, left, settle, take, takeBack, waiting } from './queue.js'
import { texts } from './texts.js'

type In = Ctx<CalendarConfig>
type Asked = CommandCtx<CalendarConfig>

const HOUR: Millis = 3_600_000
const LATEST: Millis = 12 * HOUR
/** Characters of one post. What is longer is for a file of its own. */
const LONGEST = 2000
/** Of what waits, as much is shown. */
const GLIMPSE = 15

/** Columns: what people wrote, posted as they wrote it when its time comes. The bot adds nothing and invents nothing. */
export const columnsPart = definePart(calendarConfig, {
  texts,
  commands: [
    {
      names: ['专栏', 'column'],
      who: 'admin',
      in: 'anywhere',
      help: '给专栏交稿，如 /专栏 早读 今天读第一章',
      order: 60,
      args: args({ what: rest({ optional: true, name: '排期 | 专栏名 内容 | 删 编号', max: LONGEST }) }),
      example: '/专栏 早读 今天读第一章',
      record: ({ what }) => what !== undefined && !/^排期/.test(what),
      async run(ctx, { what = '排期' }) {
        if (ctx.config.columns.length === 0) return ctx.decline(ctx.text('columns.none'))
        if (/^(?:排期|列表|list)$/iu.test(what)) return showPlan(ctx)
        const [, number] = /^(?:删除?|刪除?|del(?:ete)?)\s*(?:第|#|\[)?(\d{1,6})[\]号號篇]?$/iu.exec(what) ?? []
        return number === undefined ? hand(ctx, what) : drop(ctx, Number(number))
      },
    },
  ],
  timers: {
    columns: {
      at: ({ columns }, after, zone) =>
        columns.length === 0 ? undefined : Math.min(...columns.map(({ cron }) => nextCron(cron, after, zone))),
      missed: 'run',
      upTo: LATEST,
      async run(ctx, { due }) {
        for (const column of ctx.config.columns) {
          if (nextCron(column.cron, due - 1, ctx.zone) !== due) continue
          // After an outage the newest of its times alone: people are not to get a week of it at once.
          if (nextCron(column.cron, due, ctx.zone) > ctx.now()) await post(ctx, column, due)
        }
      },
    },
  },
  on: {
    async settled(ctx, { id, outcome }) {
      if (!id.includes(`|${COLUMN}`)) return
      // A text of which nobody knows whether it arrived is not said twice.
      const isOf = ({ run, column }: { run: string; column: string }) =>
        id === `${run}|${ctx.plugin}|${COLUMN}${column}`
      await settle(ctx.store, isOf, outcome === 'done' || outcome === 'unknown')
    },
  },
})

/** How the ids of what is posted begin. */
const COLUMN = 'column|'

/** `dry` hash column → since when there is nothing to post, where its owner was told so. */
const dryOf = ({ store }: Pick<Ctx, 'store'>) => store.hash<Millis>('dry')

async function post(ctx: In, column: Column, due: Millis): Promise<void> {
  const item = await take(ctx, column, ctx.cause)
  if (item === 'gone') return
  if (item === undefined) return warn(ctx, column)
  await dryOf(ctx).delete(column.name)
  const text = [...item.text]
  if (text.length > LONGEST) ctx.log.warn({ column: column.name, item: item.key }, 'a text of a column was cut')
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST).join('')}…` : item.text
  await ctx.say(shown, { id: `${COLUMN}${column.name}`, manner: 'unasked', expires: due + LATEST })
}

/** The owner is told once that there is nothing, until there was something again. */
async function warn(ctx: In, { name, onEmpty }: Column): Promise<void> {
  if (onEmpty === 'silent' || (await dryOf(ctx).get(name)) !== undefined) return
  const text = ctx.text('columns.empty', { name, topic: ctx.room.name })
  const [owner] = ctx.staff('owner')
  if (owner === undefined) ctx.alert(text)
  else await ctx.tell(owner, text, { id: `dry|${name}` })
  await dryOf(ctx).set(name, ctx.now())
}

async function hand(ctx: Asked, what: string): Promise<void> {
  const { columns } = ctx.config
  const names = columns.map(({ name }) => name).join(ctx.text('comma'))
  const column = columns.find(({ name }) => what.startsWith(name) && /^(?:[\s:：，,]|$)/.test(what.slice(name.length)))
  if (!column) return ctx.decline(ctx.text('columns.unknown', { names }))
  const text = what.slice(column.name.length).replace(/^[\s:：，,]+/, '')
  if (text === '') return ctx.decline(ctx.text('columns.nothing', { name: column.name }))
  const no = await handIn(ctx.store, ctx.message.id, { column: column.name, text, at: ctx.now() })
  await dryOf(ctx).delete(column.name)
  const { texts: count } = await left(ctx, column)
  await ctx.reply(ctx.text('columns.taken', { no, name: column.name, count, when: whenText(ctx, column) }))
}

async function drop(ctx: Asked, no: number): Promise<void> {
  const column = await takeBack(ctx.store, no)
  if (column === undefined) return ctx.decline(ctx.text('columns.noSuch', { no }))
  await ctx.reply(ctx.text('columns.dropped', { no, name: column }))
}

/** What waits in which column, and when it comes: for the staff alone, since nobody wants to read it beforehand. */
async function showPlan(ctx: Asked): Promise<void> {
  const all = await waiting(ctx.store)
  const lines: string[] = []
  for (const column of ctx.config.columns) {
    const { files, texts: count } = await left(ctx, column)
    lines.push(ctx.text('columns.line', { name: column.name, when: whenText(ctx, column), texts: count, files }))
    for (const { no, text } of all.filter(item => item.column === column.name))
      lines.push(ctx.text('columns.item', { no, text: plainLine(text, GLIMPSE) }))
  }
  const known = ctx.config.columns.map(({ name }) => name)
  for (const { no, column, text } of all.filter(item => !known.includes(item.column)))
    lines.push(ctx.text('columns.orphan', { no, name: column, text: plainLine(text, GLIMPSE) }))
  await ctx.whisper(
    ctx.text('columns.plan', { lines: lines.join('\n') }),
    ctx.text('columns.short', { count: all.length }),
  )
}

function whenText(ctx: In, { cron }: Column): string {
  const next = nextCron(cron, ctx.now(), ctx.zone)
  return `${dateText(ctx.text, dateOf(next, ctx.zone), dateOf(ctx.now(), ctx.zone))} ${clockOf(next, ctx.zone)}`
}
