import type { Millis } from '../../domain/events.js'
import { args, integer } from '../commands/arguments.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** How long a code to confirm with is good. */
const GOOD_FOR: Millis = 5 * 60_000

/**
 * `/退出登录`: the one thing that logs the account out. It stands in the operators' terminal alone (on WeChat there is no
 * such command, whoever asks), and wants its code repeated. The code is forgotten with the process.
 */
export function logOutCommand(works: () => Works) {
  let asked: { code: number; until: Millis } | undefined
  return command({
    names: ['退出登录', 'logout-wechat'],
    who: 'operator',
    in: 'terminal',
    args: args({ code: integer({ min: 1000, max: 9999, optional: true, name: '码' }) }),
    example: '/退出登录',
    async run(ctx, { code }) {
      const { house } = works()
      if (!house.logOut) return ctx.reply(ctx.text('logOutCannot'))
      if (code === undefined) {
        asked = { code: 1000 + Math.floor(ctx.random() * 9000), until: ctx.now() + GOOD_FOR }
        return ctx.reply(ctx.text('logOutSure', { code: asked.code }))
      }
      const right = asked !== undefined && asked.code === code && ctx.now() < asked.until
      // One try a code.
      asked = undefined
      if (!right) return ctx.reply(ctx.text('logOutWrong'))
      house.log.warn({}, 'the account is logged out by an operator')
      await house.logOut()
      await ctx.reply(ctx.text('loggedOut'))
    },
  })
}
