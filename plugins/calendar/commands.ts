import { args, atLeast, type CommandCtx, dateOf, definePart, plainLine, rest } from '../../src/kernel/plugin.js'
import { type Added, type CalendarConfig, calendarConfig } from './config.js'
import { nextDate } from './dates.js'
import { nextTimeOf, occasions } from './moments.js'
import { dateText, ruleText, whatText } from './wording.js'
import { readEntry } from './words.js'

type Asked = CommandCtx<CalendarConfig>

/** Lines of a list. */
const SHOWN = 12
/** As many entries as can be added. */
const MOST = 50

/** What people do with `/日历`: look, and as admins add and delete. */
export const commandsPart = definePart(calendarConfig, {
  commands: [
    {
      names: ['日历', 'calendar'],
      bare: ['日历'],
      who: 'member',
      in: 'anywhere',
      help: '看接下来有什么活动',
      order: 40,
      args: args({ what: rest({ optional: true, name: '加 每月25号 10:00 读书会 | 删 2' }) }),
      example: '/日历 加 每月25号 10:00 读书会',
      record: ({ what }) => what !== undefined,
      async run(ctx, { what }) {
        const [, verb, more = ''] =
          /^(加|添加|新增|add|删除?|刪除?|去掉|del(?:ete)?)(?![a-z])\s*([\s\S]*)$/iu.exec(what ?? '') ?? []
        if (verb === undefined) return what === undefined ? show(ctx) : ctx.decline(ctx.text('usage'))
        if (!atLeast(ctx.caller.role, 'admin')) return ctx.decline(ctx.text('adminOnly'))
        // In its lane a room's changes come one after the other.
        if (ctx.private) return ctx.decline(ctx.text('inRoomOnly'))
        return /^[加添新a]/iu.test(verb) ? add(ctx, more) : remove(ctx, more)
      },
    },
  ],
})

async function show(ctx: Asked): Promise<void> {
  const where = { zone: ctx.zone, workdays: ctx.workdays }
  const today = dateOf(ctx.now(), ctx.zone)
  const coming = occasions(ctx.config, dateOf(ctx.room.since, ctx.zone))
    .flatMap(of => {
      const next = nextTimeOf(of, ctx.now(), where)
      return next ? [{ of, ...next }] : []
    })
    .sort((a, b) => a.moment - b.moment)
  const lines = coming.slice(0, SHOWN).flatMap(({ of, date }) => {
    const what = whatText(ctx.text, of, date)
    const values = { date: dateText(ctx.text, date, today), time: of.at, rule: ruleText(ctx.text, of), no: of.no ?? 0 }
    return what === undefined ? [] : [ctx.text(of.no === undefined ? 'line' : 'lineNumbered', { ...values, what })]
  })
  if (lines.length === 0) return ctx.reply(ctx.text('listEmpty'))
  if (coming.length > SHOWN) lines.push(ctx.text('more', { count: coming.length - SHOWN }))
  const numbered = coming.some(({ of }) => of.no !== undefined)
  if (numbered && atLeast(ctx.caller.role, 'admin')) lines.push(ctx.text('howToDelete'))
  await ctx.reply(ctx.text('list', { lines: lines.join('\n') }))
}

async function add(ctx: Asked, typed: string): Promise<void> {
  const { added, at, entries } = ctx.config
  const read = readEntry(typed, at)
  if ('wrong' in read) return ctx.decline(ctx.text(read.wrong))
  const { entry } = read
  const today = dateOf(ctx.now(), ctx.zone)
  if (nextDate(entry, today, ctx.workdays) === undefined) return ctx.decline(ctx.text('never'))
  const no = await numberOf(ctx)
  // The same command again, after a crash: it is there already.
  if (!added.some(known => known.no === no)) {
    if ([...entries, ...added].some(({ name }) => name === entry.name))
      return ctx.decline(ctx.text('known', { name: entry.name }))
    if (added.length >= MOST) return ctx.decline(ctx.text('full'))
    await keep(ctx, [...added, { ...entry, no }])
  }
  const [of] = occasions({ ...ctx.config, entries: [], added: [{ ...entry, no }], birthday: 'off' })
  const next = of && nextTimeOf(of, ctx.now(), { zone: ctx.zone, workdays: ctx.workdays })
  if (!of || !next) return
  const short = entry.monthly !== undefined && entry.monthly > 28 && entry.monthly < 31
  const line = ctx.text('added', {
    no,
    rule: ruleText(ctx.text, of),
    time: of.at,
    name: of.name,
    date: dateText(ctx.text, next.date, today),
  })
  await ctx.reply(short ? line + ctx.text('shortMonths') : line)
}

async function remove(ctx: Asked, typed: string): Promise<void> {
  const { added, entries } = ctx.config
  const which = typed.trim()
  if (which === '') return ctx.decline(ctx.text('deleteWhat'))
  const [, digits] = /^\[?(?:第|#)?(\d{1,6})[\]号號项項]?$/u.exec(which) ?? []
  const found = added.find(({ no, name }) => (digits === undefined ? name === which : no === Number(digits)))
  if (found) {
    await keep(
      ctx,
      added.filter(other => other !== found),
    )
    const [of] = occasions({ ...ctx.config, entries: [], added: [found], birthday: 'off' })
    return ctx.reply(ctx.text('deleted', { name: found.name, rule: of ? ruleText(ctx.text, of) : '' }))
  }
  const written = entries.find(({ name }) => name === which)
  if (written) return ctx.decline(ctx.text('fromFile', { name: written.name }))
  return ctx.decline(ctx.text('noSuchEntry', { which: plainLine(which, 20) }))
}

/** As the YAML would write it. */
async function keep(ctx: Asked, added: readonly Added[]): Promise<void> {
  await ctx.set(
    'added',
    added.map(entry => ({ ...entry, remind: `${entry.remind}ms` })),
  )
}

/** Its number, which is never given again: two admins who delete 2 at once delete one entry. */
async function numberOf({ store, message }: Asked): Promise<number> {
  const last = await store
    .hash<{ no: number; cause: string }>('numbers')
    .update('entry', known => (known?.cause === message.id ? known : { no: (known?.no ?? 0) + 1, cause: message.id }))
  return last?.no ?? 1
}
