import type { Log } from '../../redis/log.js'
import { forgetSession, keepSession, type Memory, sessionBirth } from './session-file.js'
import type { Wechat4uClient } from './wechat4u-client.js'

/** The session that there is, and its copy in the file. A file that cannot be written is no reason to be away. */
export class SavedSession {
  /** When it began, in milliseconds since 1970; undefined while nobody is logged in. */
  since: number | undefined
  /** What WeChat renews within a session, as last written. */
  #written = ''
  readonly #memory: () => Memory
  readonly #log: Log

  constructor(memory: () => Memory, log: Log) {
    this.#memory = memory
    this.#log = log
  }

  /** It began at `now`, or is (`again`) the one of the file. */
  async begin(client: Wechat4uClient, now: number, again: boolean): Promise<number> {
    const since = (again ? await sessionBirth(this.#memory()) : undefined) ?? now
    this.since = since
    await this.keep(client)
    return since
  }

  /** Writes it down, when WeChat renewed something of it. */
  async keep(client: Wechat4uClient): Promise<void> {
    const renewed = JSON.stringify([client.PROP.uin, client.PROP.sid, client.PROP.skey, client.COOKIE])
    if (this.since === undefined || this.#written === renewed) return
    try {
      await keepSession(this.#memory(), client.botData, this.since)
      this.#written = renewed
    } catch (error) {
      this.#log.error({ err: error }, 'the session could not be saved')
    }
  }

  /** Nobody is logged in any more; `forget`: what the file says is worth nothing. */
  async end(forget: boolean): Promise<void> {
    this.since = undefined
    this.#written = ''
    if (!forget) return
    await forgetSession(this.#memory()).catch((error: unknown) => {
      this.#log.error({ err: error }, 'the session that ended could not be taken out of its file')
    })
  }
}
