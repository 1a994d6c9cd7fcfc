import { args, BOT, type CommandCtx, definePart, nextCron, person, word } from '../../../src/kernel/plugin.js'
import { type MembersConfig, membersConfig } from '../config.js'
import { membersOf, placeName, whichIn } from '../people.js'
import { rowOf } from '../rows.js'
import { dayText, named } from '../wording.js'
import { eraseParts, exportParts, mergeParts, partsIn, partsOf, tag } from './records.js'
import { suggest } from './suggesting.js'
import { texts } from './texts.js'

type Asked = CommandCtx<MembersConfig>

/** Words that take a part back. */
const NONE = ['取消', '无', 'none', 'off']
/** So many of a part are named to the admin. */
const NAMED = 8
/** Guesses of last week are none any more. */
const LATEST = 12 * 3_600_000

/** The parts people play in a group, as those who run it see them: never shown to anybody else but himself. */
export const rolesPart = definePart(membersConfig, {
  texts,
  commands: [
    {
      names: ['角色', 'role'],
      who: 'admin',
      in: 'anywhere',
      help: '记谁像思考者、组织者…，只有管理看得到',
      order: 86,
      args: args({
        who: person({ optional: true }),
        role: word({ name: '角色', optional: true, max: 20 }),
      }),
      example: '/角色 @王敏 思考者',
      record: ({ role }) => role !== undefined,
      async run(ctx, { who, role }) {
        if (who === undefined) return showMix(ctx)
        const member = await whichIn(ctx, who)
        if (!member) return
        if (member.key === BOT) return ctx.decline(ctx.text('role.bot'))
        const { names } = ctx.config.roles
        const { name } = member
        if (role === undefined) return showOne(ctx, member)
        ctx.concerns(member.key)
        if (named(NONE, role) !== undefined) {
          await tag(ctx.lasting, ctx.community, member.key, undefined)
          return ctx.whisper(ctx.text('role.taken', { name }), ctx.text('role.noted'))
        }
        const chosen = named(names, role)
        if (chosen === undefined) return ctx.decline(ctx.text('role.unknown', { list: names.join('、') }))
        const at = ctx.message.sentAt
        await tag(ctx.lasting, ctx.community, member.key, { role: chosen, at, by: ctx.caller.key })
        await ctx.whisper(ctx.text('role.set', { name, role: chosen }), ctx.text('role.noted'))
      },
    },
  ],
  timers: {
    guesses: {
      at: ({ roles }, after, zone) => (roles.suggest === 'off' ? undefined : nextCron(roles.suggestAt, after, zone)),
      missed: 'run',
      upTo: LATEST,
      run: (ctx, { due }) => suggest(ctx, due),
    },
  },
  /** How many play which part in this room, as `role:思考者`; none where nobody was given one. */
  async figures(ctx) {
    // Asked of every room in one night: looked up by person, for the account's parts may be many.
    const parts = await partsIn(ctx.lasting).all()
    const mix: Record<string, number> = {}
    for (const { key } of parts.size === 0 ? [] : ctx.members()) {
      const role = parts.get(rowOf(ctx.community, key))?.tag?.role
      if (role !== undefined && ctx.config.roles.names.includes(role))
        mix[`role:${role}`] = (mix[`role:${role}`] ?? 0) + 1
    }
    return mix
  },
  people: { merge: mergeParts, export: exportParts, erase: eraseParts },
})

async function showOne(ctx: Asked, { key, name }: { key: string; name: string }): Promise<void> {
  const set = (await partsOf(ctx.lasting, ctx.community)).get(key)?.tag
  const list = ctx.config.roles.names.join('、')
  const by = set === undefined || set.by === '' ? ctx.text('role.somebody') : ctx.member(set.by).name
  const text = set
    ? ctx.text('role.one', { name, role: set.role, by, day: dayText(ctx, set.at) })
    : ctx.text('role.none', { name, list })
  await ctx.whisper(text, ctx.text('role.befriend'))
}

/** How many play which part in the whole community, and who, to the admin alone. */
async function showMix(ctx: Asked): Promise<void> {
  const { text, config } = ctx
  const parts = await partsOf(ctx.lasting, ctx.community)
  const members = membersOf(ctx, 'staff too')
  const here = [...members.values()]
  const lines = config.roles.names.map(role => {
    const names = here.flatMap(({ key, name }) => (parts.get(key)?.tag?.role === role ? [name] : []))
    if (names.length === 0) return text('role.line', { role, count: 0 })
    const more = names.length > NAMED ? text('role.more') : ''
    return text('role.lineOf', { role, count: names.length, names: names.slice(0, NAMED).join('、') + more })
  })
  const tagged = here.filter(({ key }) => config.roles.names.includes(parts.get(key)?.tag?.role ?? '')).length
  const head = text('role.mix', { place: placeName(ctx), tagged, count: here.length })
  await ctx.whisper([head, ...lines, text('role.how')].join('\n'), text('role.befriend'))
}
