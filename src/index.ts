/**
 * The package's face: `bot.use(qunguan({ config: 'config', data: 'data' }))` in somebody else's Wechaty bot, and
 * `definePlugin` for plugins of one's own.
 */
import type { Wechaty } from 'wechaty'
import type { Puppet } from 'wechaty-puppet'
import { plugins as shipped } from '../plugins/index.js'
import { App } from './app.js'
import { loadConfig } from './config/load.js'
import { printProblem } from './config/problems.js'
import type { Plugin } from './kernel/contract.js'
import { schemas } from './plugin-schemas.js'
import { redisTarget } from './redis/connect.js'
import { startEmbedded } from './redis/embedded.js'
import { type Log, silent } from './redis/log.js'

export * from './kernel/plugin.js'

export interface QunguanOptions {
  /** Directory of the YAML; shipped defaults where files are missing. */
  config: string
  /** Directory of the data, for `redis: embedded`. */
  data: string
  /** Plugins of one's own, after the shipped ones. */
  plugins?: readonly Plugin[]
  log?: Log
  /** Told to the operators. */
  onAlert?: (text: string) => void
}

/**
 * Qunguan as an ordinary Wechaty plugin: the bot is somebody else's, who starts and stops it; Qunguan attaches itself
 * when it has a puppet. Throws at once when the config is wrong, with every problem in the message.
 */
export function qunguan(options: QunguanOptions): (bot: Wechaty) => void {
  const plugins = [...shipped, ...(options.plugins ?? [])]
  const { config, problems } = loadConfig(options.config, schemas(plugins))
  const errors = problems.filter(problem => problem.severity === 'error')
  if (!config || errors.length > 0) throw new Error(errors.map(printProblem).join('\n'))
  const log = options.log ?? silent
  return bot => {
    let app: Promise<App> | undefined
    bot.on('login', () => {
      app ??= (async () => {
        const target = redisTarget(config.main.redis, process.env)
        const redis = target === 'embedded' ? { socket: (await startEmbedded({ dir: options.data, log })).socket } : target
        return App.start({
          config,
          plugins,
          redis,
          link: { puppet: bot.puppet as Puppet },
          log,
          onAlert: options.onAlert ?? (text => log.warn({ alert: text }, 'alert')),
          bot,
        })
      })()
      app.catch((error: unknown) => log.error({ err: error }, 'Qunguan could not start beside this bot'))
    })
  }
}
