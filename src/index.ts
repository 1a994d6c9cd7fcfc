/**
 * The package's face: `bot.use(qunguan({ config: 'config', data: 'data' }))` in somebody else's Wechaty bot, and
 * `definePlugin` for plugins of one's own.
 */
import { join } from 'node:path'
import type { Wechaty } from 'wechaty'
import type { Puppet } from 'wechaty-puppet'
import { plugins as shipped } from '../plugins/index.js'
import { App } from './app.js'
import { loadConfig } from './config/load.js'
import { printProblem } from './config/problems.js'
import type { Plugin } from './kernel/contract.js'
import { schemas } from './plugin-schemas.js'
import { type Address, redisTarget } from './redis/connect.js'
import { type EmbeddedRedis, startEmbedded } from './redis/embedded.js'
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

/** An ordinary Wechaty plugin that one can also wait for and take out again. */
export interface QunguanPlugin {
  (bot: Wechaty): void
  /** Resolves when the bot is logged in and its rooms are kept. */
  ready: Promise<void>
  /** Finishes what is in hand and lets go of the data; the bot itself is whoever started it's to stop. */
  leave: () => Promise<void>
}

/**
 * Qunguan as an ordinary Wechaty plugin: the bot is somebody else's, who starts and stops it; Qunguan attaches itself
 * when the bot logs in. Throws at once when the config is wrong, with every problem in the message.
 */
export function qunguan(options: QunguanOptions): QunguanPlugin {
  const plugins = [...shipped, ...(options.plugins ?? [])]
  const { config, problems } = loadConfig(options.config, schemas(plugins))
  const errors = problems.filter(problem => problem.severity === 'error')
  if (!config || errors.length > 0) throw new Error(errors.map(printProblem).join('\n'))
  const log = options.log ?? silent
  let settle: { resolve: () => void; reject: (error: unknown) => void } | undefined
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  ready.catch(() => undefined) // whoever does not wait for it finds the error in the log
  let attached: Promise<{ app: App; redis: EmbeddedRedis | undefined }> | undefined

  const attach = async (bot: Wechaty) => {
    const target = redisTarget(config.main.redis, process.env)
    const redis = target === 'embedded' ? await startEmbedded({ dir: join(options.data, 'redis'), log }) : undefined
    const app = await App.start({
      config,
      plugins,
      redis: redis ? { socket: redis.socket } : (target as Address),
      ownsRedis: redis !== undefined,
      link: { puppet: bot.puppet as Puppet },
      log,
      onAlert: options.onAlert ?? (text => log.warn({ alert: text }, 'alert')),
      onReady: () => settle?.resolve(),
      bot,
    })
    return { app, redis }
  }
  const plugin = (bot: Wechaty): void => {
    bot.on('login', () => {
      attached ??= attach(bot)
      attached.catch((error: unknown) => {
        log.error({ err: error }, 'Qunguan could not start beside this bot')
        settle?.reject(error)
      })
    })
  }
  const leave = async (): Promise<void> => {
    const { app, redis } = (await attached) ?? {}
    await app?.stop()
    await redis?.stop()
  }
  return Object.assign(plugin, { ready, leave })
}
