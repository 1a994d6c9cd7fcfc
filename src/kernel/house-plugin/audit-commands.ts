import { OPERATOR } from '../../domain/keys.js'
import { auditLine } from '../commands/audit.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** As many as one reads on a phone; the terminal scrolls. */
const SHOWN = { owner: 10, operator: 50 }

/** `/操作记录`: what admins, owner and operators did by command, newest first. */
export function auditCommands(works: () => Works) {
  return [
    command({
      names: ['操作记录', 'audit'],
      who: 'owner',
      in: 'anywhere',
      help: '看管理员最近做了什么',
      order: 82,
      record: 'never',
      async run(ctx) {
        const { house, people } = works()
        const terminal = ctx.caller.role === 'operator'
        const entries = await house.books.audit.latest(
          terminal ? SHOWN.operator : SHOWN.owner,
          terminal ? undefined : ctx.community,
        )
        if (entries.length === 0) return ctx.reply(ctx.text('auditNone'))
        const name = (member: string) => {
          if (member === '') return ctx.text('auditGone')
          return member === OPERATOR ? ctx.text('auditOperator') : people.name(member, ctx.room.key) || member
        }
        const lines = entries.map(entry => auditLine(entry, { name, text: key => ctx.text(key), zone: ctx.zone }))
        await ctx.whisper([ctx.text('auditHead'), ...lines].join('\n'), ctx.text('auditShort'))
      },
    }),
  ]
}
