import { mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { plugins } from '../../plugins/index.js'
import type { App } from '../app.js'
import { badSave } from '../config/problems.js'
import { watchConfig } from '../config/watch.js'
import { schemas } from '../plugin-schemas.js'
import { assertUsable, connect } from '../redis/connect.js'
import { announce } from './announce.js'
import { growSlowly } from './heap.js'
import { stderrLog } from './log.js'
import { type Dirs, openConfig, openRedis } from './open.js'
import { answerOperators } from './operators.js'
import { linkOf } from './puppet-link.js'
import { paceOf, thresholdsOf } from './thresholds.js'
import { webhook } from './webhook.js'

/** Exit codes of `start` (docs/operations.md): 2 bad config, 3 data directory in use, 1 anything else that keeps it from running. */
const BAD_CONFIG = 2
const DATA_IN_USE = 3

/** A supervisor kills whom it does not see leave, many after 10 s. */
const PATIENCE = 4_000
const REDIS_PATIENCE = 1_000

/** `qunguan start`: runs until it is told to leave. */
export async function start(dirs: Dirs): Promise<void> {
  growSlowly()
  const log = stderrLog()
  const config = openConfig(dirs.config)
  if (!config) return leave(BAD_CONFIG)
  mkdirSync(dirs.data, { recursive: true, mode: 0o700 })
  // Wechaty and BullMQ take a second to import: Redis comes up meanwhile, and a config with errors is told at once.
  const wiring = import('../app.js')
  const redis = await openRedis(config, dirs, log, { exclusive: true }).catch((error: NodeJS.ErrnoException) => {
    process.stderr.write(`${error.message}\n`)
    return leave(error.code === 'DATA_IN_USE' ? DATA_IN_USE : 1)
  })
  const probe = connect(redis.address, { log })
  await assertUsable(probe, log).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    return leave(1)
  })
  const { account } = config.main
  let hook = webhook({ url: config.main.alerts.webhook, account, log, wait: until })
  const alert = (text: string) => {
    void announce({ event: 'alert', text })
    hook.tell(text)
  }
  let app: App | undefined
  let leaving = false
  const goodbye = async (code: number) => {
    if (leaving) return
    leaving = true
    watching.close()
    // The action in hand is finished and the last alert told, at most 5 s; the session on WeChat stays.
    const patience = until(PATIENCE)
    const told = Promise.race([hook.told(), patience])
    await Promise.race([app?.stop().catch(fail('leaving')), patience])
    await told
    probe.disconnect()
    // A Redis that does not end by then is told by a signal as this process exits.
    await Promise.race([redis.close(), until(REDIS_PATIENCE)])
    leave(code)
  }
  const watching = watchConfig(
    dirs.config,
    schemas(plugins),
    ({ config: saved, problems }) => {
      const errors = problems.filter(problem => problem.severity === 'error')
      if (saved && errors.length === 0) {
        hook = webhook({ url: saved.main.alerts.webhook, account, log, wait: until })
        app?.reload(saved).then(() => log.info({}, 'the config was read again'), fail('reload'))
      } else alert(badSave(problems))
    },
    error => log.warn({ err: error }, 'the config directory cannot be watched'),
  )
  const fail = (what: string) => (error: unknown) => log.error({ err: error }, what)
  const crashed = (error: unknown) => {
    log.error({ err: error }, 'uncaught: leaving in order, the supervisor starts me again')
    // What breaks while everything is being closed is no news.
    if (!leaving) alert(`程序出错，正在重启：${error instanceof Error ? error.message : String(error)}`)
    void goodbye(1)
  }
  const link = await linkOf(config, dirs.data, log).catch(async (error: Error) => {
    process.stderr.write(`${error.message}\n`)
    await Promise.race([redis.close(), until(REDIS_PATIENCE)])
    return leave(1)
  })
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.removeAllListeners(event)
  process.on('uncaughtException', crashed)
  process.on('unhandledRejection', error => log.error({ err: error }, 'a promise failed and nobody was waiting'))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void goodbye(0))
  app = await (await wiring).App.start({
    config,
    plugins,
    redis: redis.address,
    ownsRedis: redis.embedded,
    link,
    log,
    watchdog: thresholdsOf(config.main),
    lookout: paceOf(config.main),
    onAlert: alert,
    onScan: url => void announce({ event: 'scan', url }),
    onLogin: name => void announce({ event: 'login', name }),
    onLogout: () => void announce({ event: 'logout' }),
    onReady: () => void tellReady(app).catch(fail('ready')),
  })
  await answerOperators(redis, app, log)
}

async function tellReady(app: App | undefined): Promise<void> {
  for (const { code, community } of (await app?.openClaims()) ?? []) await announce({ event: 'claim', code, community })
  await announce({ event: 'ready' })
}

/** Real time: a supervisor waits for us in it. */
function until(ms: number): Promise<void> {
  return wait(ms, undefined, { ref: false })
}

function leave(code: number): never {
  process.exit(code)
}
