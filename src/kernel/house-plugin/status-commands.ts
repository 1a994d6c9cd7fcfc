import { sayDuration } from '../../domain/durations.js'
import { args, rest, span } from '../commands/arguments.js'
import { command } from './commands.js'
import type { Works } from './index.js'
import { logOutCommand } from './log-out.js'
import { statusLines } from './status.js'

/** `/帮助` shows at most this many: a list that is read, not scrolled. */
const HELP_LINES = 8
/** `/帮助 全部` */
const EVERYTHING = /^(?:全部|所有|更多|all|more)$/i
/** In one line, for who cannot be written to: so many names. */
const SHORT = 5
/** Commands of this `order` are what a member does every day. */
const DAILY = 1

/** What the bot can do here, how it is, and the stop button. */
export function statusCommands(works: () => Works) {
  return [
    command({
      names: ['帮助', 'help', '菜单'],
      bare: ['帮助'],
      who: 'outsider',
      in: 'anywhere',
      args: args({ what: rest({ optional: true, name: '全部' }) }),
      async run(ctx, { what = '' }) {
        const { desk } = works()
        if (ctx.caller.role === 'operator') return ctx.reply(desk.operatorsHelp())
        const { key } = ctx.caller
        const offered = desk.offeredTo(key, ctx.room.key, ctx.private)
        const line = ({ command: { names, help } }: (typeof offered)[number]) => `/${names[0]}  ${help}`
        // What a member does every day stands first also where it cannot be done.
        const inRoom = ctx.private ? desk.offeredTo(key, ctx.room.key, false) : []
        const daily = inRoom.filter(each => !offered.includes(each) && (each.command.order ?? DAILY + 1) <= DAILY)
        const lines = [...daily.map(each => ctx.text('helpInRoom', { line: line(each) })), ...offered.map(line)]
        const stranger = works().people.roomFor(ctx.caller.key) === undefined && !ctx.caller.present
        if (offered.length === 0 && stranger) return ctx.reply(ctx.text('helpNone'))
        const all = EVERYTHING.test(what.trim())
        const [first, ...others] = offered.slice(0, SHORT)
        await ctx.whisper(
          [
            ctx.text(all || lines.length <= HELP_LINES ? 'helpHead' : 'helpHeadMore', { name: ctx.caller.name }),
            ...(all ? lines : lines.slice(0, HELP_LINES)),
          ].join('\n'),
          ctx.text('helpRoom', {
            first: first ? `${first.command.names[0]} ${first.command.help}` : '',
            others: others.map(({ command: { names } }) => `/${names[0]}`).join(' '),
          }),
        )
      },
    }),
    command({
      names: ['状态', 'status'],
      who: 'admin',
      in: 'anywhere',
      help: '看我是否正常',
      record: 'never',
      order: 80,
      async run(ctx) {
        const lines = await statusLines(works(), ctx)
        await ctx.whisper(lines.join('\n'), lines[0])
      },
    }),
    logOutCommand(works),
    command({
      names: ['静音', 'mute'],
      who: 'owner',
      in: 'anywhere',
      help: '让我安静一会儿',
      order: 85,
      args: args({ span: span({ optional: true, name: '多久' }) }),
      example: '/静音 2h',
      async run(ctx, { span: length }) {
        const ms = length ?? 2 * 3_600_000
        await ctx.reply(ctx.text('muted', { span: sayDuration(ms) }), { id: 'muted' })
        // The answer may have to wait for its turn; it leaves all the same.
        await works().house.outbox.hold(ctx.now() + ms, ({ id }) => id === `${ctx.message.id}|muted`)
      },
    }),
    command({
      names: ['恢复', 'resume'],
      who: 'owner',
      in: 'anywhere',
      async run(ctx) {
        const { house } = works()
        await house.outbox.hold(0)
        const communities = ctx.caller.role === 'operator' ? house.rooms.communities : [ctx.community]
        let released = false
        for (const community of communities) released = (await house.brakes.release(community, ctx.now())) || released
        if (released) await house.reconcile()
        await ctx.reply(ctx.text(released ? 'brakeOff' : 'unmuted'))
      },
    }),
  ]
}
