import { BOT, definePart, type MemberKey } from '../../../src/kernel/plugin.js'
import { arrivalsOf, arrived, doorStore, letIn, ways } from '../candidates.js'
import { admissionConfig } from '../config.js'

const WEEK = 7 * 86_400_000

/** Everybody who joins is counted once, by the way he came; `/来源` shows the table. */
export const arrivalsPart = definePart(admissionConfig, {
  on: {
    async joined(ctx, event) {
      for (const member of event.members) {
        if (member === BOT) continue
        const passed = await letIn(ctx, member)
        const by = passed?.introducer ?? (passed || event.by === BOT ? undefined : event.by)
        const source = passed ? passed.source || (passed.introducer ? ways.invited : ways.private) : wayOf(event)
        await arrived(ctx, member, { cause: event.id, at: ctx.now(), source, ...(by === undefined ? {} : { by }) })
      }
    },
  },
  commands: [
    {
      names: ['来源', 'sources'],
      who: 'admin',
      in: 'anywhere',
      help: '看大家是从哪里来的',
      order: 29,
      record: 'never',
      async run(ctx) {
        const rows = [...(await arrivalsOf(doorStore(ctx)).all())]
        const all = rows.flatMap(([row, arrivals]) => (row.startsWith(`${ctx.community}|`) ? arrivals : []))
        if (all.length === 0) return ctx.reply(ctx.text('sourcesNone'))
        const since = ctx.now() - WEEK
        const sources = [...new Set(all.map(({ source }) => source))]
          .map(source => ({ source, some: all.filter(each => each.source === source) }))
          .sort((a, b) => b.some.length - a.some.length || (a.source < b.source ? -1 : 1))
        const list = sources.map(({ source, some }) => {
          const lately = some.filter(({ at }) => at >= since).length
          return ctx.text('sourcesLine', { source, count: some.length, lately, by: bringers(some) })
        })
        await ctx.whisper(
          ctx.text('sourcesList', { count: all.length, list: list.join('\n') }),
          ctx.text('sourcesCount', { count: all.length, sources: sources.length }),
        )

        function bringers(some: typeof all): string {
          const counts = new Map<string, number>()
          for (const { by } of some) if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1)
          const best = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3)
          if (best.length === 0) return ''
          return ctx.text('sourcesBy', { names: best.map(([by, n]) => `${ctx.member(by).name} ${n}`).join('、') })
        }
      },
    },
  ],
})

function wayOf({ via, by }: { via: 'invite' | 'qr' | 'unknown'; by?: MemberKey }): string {
  if (via === 'qr') return ways.scanned
  return via === 'invite' && by !== undefined ? ways.invited : ways.unknown
}
