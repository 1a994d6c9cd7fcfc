import { args, definePlugin, rest } from '../../src/kernel/plugin.js'
import { topicsConfig } from './config.js'
import { texts } from './texts.js'

/** Topic evenings. The config is read and checked; the evenings themselves come with an issue of their own. */
export default definePlugin({
  name: 'topics',
  config: topicsConfig,
  texts,
  commands: [
    {
      names: ['话题', 'topic'],
      who: 'admin',
      in: 'room',
      args: args({ what: rest({ optional: true, name: '什么' }) }),
      run: ctx => ctx.decline(ctx.text('later')),
    },
  ],
})
