import type { Log } from '../redis/log.js'

export interface WebhookOptions {
  /** Where to post; empty: nowhere. */
  url: string
  account: string
  log: Log
  /** Waits in real time, in milliseconds. */
  wait: (ms: number) => Promise<void>
  /** How long one try may take; shipped: 10 s. */
  limit?: number
}

export interface Webhook {
  /** Posts an alert. Never throws, never waits; what could not be told is logged. */
  tell(text: string): void
  /** Resolves when nothing is on its way any more: a process that leaves still wants its last word heard. */
  told(): Promise<void>
}

/** Waits between the tries; an alert that is a minute old and was not taken is in the log anyway. */
const PAUSES = [2_000, 10_000, 30_000]
const LIMIT = 10_000
/** More than this on its way at once: the other end is gone, and memory is not its queue. */
const AT_ONCE = 50

/** The operators' webhook: a group bot of 企业微信, 钉钉 or 飞书, or anything that takes the same JSON. */
export function webhook({ url, account, log, wait, limit = LIMIT }: WebhookOptions): Webhook {
  const underWay = new Set<Promise<void>>()
  const deliver = async (text: string): Promise<void> => {
    const body = JSON.stringify(bodyFor(url, account, text))
    for (const pause of [...PAUSES, undefined]) {
      const answer = await post(url, body, limit)
      if (answer === 'taken') return
      if (pause === undefined || !answer.again) {
        log.error({ why: answer.why }, 'the webhook did not take an alert')
        return
      }
      log.warn({ why: answer.why, againInMs: pause }, 'the webhook did not take an alert, it is tried again')
      await wait(pause)
    }
  }
  return {
    tell(text) {
      if (url === '') return
      if (underWay.size >= AT_ONCE) {
        log.error({ waiting: underWay.size }, 'the webhook takes nothing; an alert is only here')
        return
      }
      const delivery = deliver(text)
        .catch((error: unknown) => log.error({ err: error }, 'the webhook did not take an alert'))
        .finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    },
    async told() {
      await Promise.all(underWay)
    },
  }
}

/** 飞书 has the same in other words. */
export function bodyFor(url: string, account: string, text: string): object {
  const feishu = URL.canParse(url) && /(^|\.)(feishu\.cn|larksuite\.com)$/.test(new URL(url).hostname)
  return feishu ? { msg_type: 'text', content: { text } } : { msgtype: 'text', text: { content: text }, account }
}

type Answer = 'taken' | { why: string; again: boolean }

async function post(url: string, body: string, limit: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(limit),
    })
    const answer = await response.text()
    // Too often, or a server in trouble: later it may take it. Any other no stays one.
    if (!response.ok)
      return { why: `HTTP ${response.status}`, again: response.status === 429 || response.status >= 500 }
    const refusal = refusalIn(answer)
    return refusal === undefined ? 'taken' : { why: refusal, again: false }
  } catch (error) {
    return { why: reasonOf(error), again: true }
  }
}

/** The group bots say no with HTTP 200 and a code of their own (`errcode` of 企业微信 and 钉钉, `code` of 飞书). */
function refusalIn(answer: string): string | undefined {
  const code = /"(?:errcode|code)"\s*:\s*(-?\d+)/.exec(answer)?.[1]
  return code === undefined || Number(code) === 0 ? undefined : `code ${code}`
}

/** fetch hides why it failed in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
