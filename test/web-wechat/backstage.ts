import type { Login } from './login.js'
import type { Act, Uploads } from './operations.js'
import type { Sync } from './sync.js'
import type { Town } from './town.js'

/** A request of the client as it came and as it was answered. */
export interface SeenRequest {
  at: number
  /** The last part of the path: `webwxsendmsg`, `jslogin`, `synccheck` … */
  name: string
  query: Readonly<Record<string, string>>
  /** Parsed JSON; of an upload, its fields; undefined without a body. */
  body: unknown
  /** BaseResponse.Ret of the answer, or what a test had it be; 0 where there is none. */
  ret: Refusal
}

/** A Ret; `cut`: the connection ends without an answer; `status`: an HTTP error, as of a gateway. */
export type Refusal = number | 'cut' | { status: number }

/** Nothing gets through: connections break, gateways answer in WeChat's place, or (`silence`) nobody answers. */
export type Outage = 'cut' | 'silence' | { status: number }

export interface Backstage {
  town: Town
  login: Login
  sync: Sync
  uploads: Uploads
  /** How this request is refused, when a test said so, and whether it happens all the same. */
  refusal(name: string, acts: readonly Act[]): { ret: Refusal; delivered: boolean } | undefined
  /** The outage that there is at this moment. */
  outage?(): Outage | undefined
  /** Every request, long polls and the loop's own included; the acts that it was, and whether they happened. */
  saw(request: SeenRequest, acts: readonly Act[], happened: boolean): void
}
