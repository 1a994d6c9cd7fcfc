import { args, definePlugin, integer, rest } from '../../src/kernel/plugin.js'
import { capacityConfig, presetCaps } from './config.js'
import { texts } from './texts.js'

// Whatever stands behind a command that is not built yet gets the same kind no.
const anything = args({ what: rest({ name: '…', optional: true }) })

/**
 * How many people a room is for. Setting and asking the cap is here; splitting and pruning come with an issue of their
 * own, and until then their commands say so and touch nobody.
 */
export default definePlugin({
  name: 'capacity',
  config: capacityConfig,
  texts,
  capacity: ({ cap, preset }) => cap ?? presetCaps[preset],
  commands: [
    {
      names: ['上限', 'cap'],
      who: 'owner',
      in: 'room',
      help: '这个群最多多少人，如 /上限 200',
      order: 60,
      args: args({ people: integer({ name: '人数', min: 2, optional: true }) }),
      example: '/上限 200',
      record: ({ people }) => people !== undefined,
      async run(ctx, { people }) {
        const { cap, preset, hard } = ctx.config
        if (people === undefined) return ctx.reply(ctx.text('ask', { cap: cap ?? presetCaps[preset] }))
        if (people > hard) return ctx.decline(ctx.text('tooMany', { hard }))
        await ctx.set('cap', people)
        await ctx.reply(ctx.text('cap', { cap: people }))
      },
    },
    {
      names: ['清人', 'prune'],
      who: 'owner',
      in: 'room',
      args: anything,
      run: ctx => ctx.decline(ctx.text('pruneLater')),
    },
    {
      names: ['分群', 'split'],
      who: 'owner',
      in: 'room',
      args: anything,
      run: ctx => ctx.decline(ctx.text('splitLater')),
    },
  ],
})
