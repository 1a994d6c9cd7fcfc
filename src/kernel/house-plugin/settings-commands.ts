import { validateOverride } from '../../config/overrides.js'
import { leaves } from '../../config/tree.js'
import type { RoomKey } from '../../domain/keys.js'
import { nearest } from '../../text/nearest.js'
import { args, rest, word } from '../commands/arguments.js'
import type { Plugin } from '../contract.js'
import type { CommandCtx } from '../given.js'
import { modeOf } from '../settings/modes.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** Switches and settings of plugins in this room: `/开`, `/关`, `/配置`. */
export function settingsCommands(works: () => Works) {
  const plugins = () => works().house.plugins.filter(plugin => plugin.name !== 'house')
  const title = (plugin: Plugin) => plugin.texts['zh-CN']['title'] ?? plugin.name

  /** The plugin somebody means, or a word to him about the nearest one. */
  async function named(ctx: CommandCtx, typed: string): Promise<Plugin | undefined> {
    const names = plugins().flatMap(plugin => [plugin.name, title(plugin)])
    const found = plugins().find(plugin => plugin.name === typed.toLowerCase() || title(plugin) === typed)
    if (found) return found
    const near = nearest(typed, names, { max: 2 })
    await ctx.decline(
      ctx.text('noPlugin', {
        name: typed,
        near: near === undefined ? '' : ctx.text('near', { name: near }),
        list: plugins().map(title).join('、'),
      }),
    )
    return undefined
  }

  async function change(room: RoomKey, plugin: string, path: string, value: unknown): Promise<void> {
    await works().house.config.set(room, plugin, path, value)
    await works().house.reconcile()
  }

  const which = args({ plugin: word({ name: '功能' }) })
  return [
    command({
      names: ['开', 'on'],
      who: 'owner',
      in: 'anywhere',
      help: '打开一个功能',
      order: 70,
      args: which,
      example: '/开 签到',
      async run(ctx, { plugin: typed }) {
        const plugin = await named(ctx, typed)
        if (!plugin) return
        ctx.concerns(`${plugin.name}.run`)
        await change(ctx.room.key, plugin.name, 'run', 'enforce')
        const asking = modeOf(works().house, plugin, ctx.room.key) === 'ask'
        await ctx.reply(ctx.text(asking ? 'onAsking' : 'on', { plugin: title(plugin) }))
      },
    }),
    command({
      names: ['关', 'off'],
      who: 'owner',
      in: 'anywhere',
      help: '关掉一个功能',
      order: 71,
      args: which,
      example: '/关 签到',
      async run(ctx, { plugin: typed }) {
        const plugin = await named(ctx, typed)
        if (!plugin) return
        ctx.concerns(`${plugin.name}.run`)
        await change(ctx.room.key, plugin.name, 'run', 'off')
        await ctx.reply(ctx.text('off', { plugin: title(plugin) }))
      },
    }),
    command({
      names: ['配置', 'config'],
      who: 'owner',
      in: 'anywhere',
      help: '看或改一个功能的设置',
      order: 72,
      args: args({ what: word({ name: '功能或功能.键' }), value: rest({ optional: true, name: '新的值' }) }),
      example: '/配置 rules.ads.kickAt',
      record: ({ value }) => value !== undefined,
      async run(ctx, { what, value }) {
        const { house } = works()
        const [typed = '', ...keys] = what.split('.')
        const plugin = await named(ctx, typed)
        if (!plugin) return
        const path = keys.join('.')
        const { community, key: room } = ctx.room
        if (value !== undefined) {
          const owner = house.settings.of(room)[plugin.name] ?? {}
          const checked = validateOverride(
            house.config.all,
            { plugin: plugin.name, community, room, owner },
            path,
            value,
          )
          if (!checked.ok) {
            await ctx.decline(checked.message)
            return
          }
          ctx.concerns([plugin.name, ...checked.path].join('.'))
          await change(room, plugin.name, checked.path.join('.'), checked.value)
        }
        const { written, layers } = house.config.of(plugin, community, room)
        const lines = leaves(written)
          .map(([at, shown]) => ({ at: at.join('.'), shown }))
          .filter(({ at }) => path === '' || at === path || at.startsWith(`${path}.`))
          .map(({ at, shown }) =>
            ctx.text('setting', { key: at, value: JSON.stringify(shown), layer: layers[at] ?? 'default' }),
          )
        const [only] = lines
        if (only === undefined) await ctx.reply(ctx.text('noSetting', { plugin: title(plugin), key: path, near: '' }))
        else if (lines.length === 1 && !isSecret(plugin, path)) await ctx.reply(only)
        else if (lines.length === 1) await ctx.whisper(only, ctx.text('secretSetting'))
        else {
          const all = ctx.text('settings', { plugin: title(plugin), list: lines.join('\n') })
          await ctx.whisper(all, isSecret(plugin, path) ? ctx.text('secretSetting') : undefined)
        }
      },
    }),
  ]
}

/** Whether what is shown of these settings holds something that no room may read. */
function isSecret({ secret = [] }: Plugin, path: string): boolean {
  return secret.some(key => path === '' || path === key || path.startsWith(`${key}.`))
}
