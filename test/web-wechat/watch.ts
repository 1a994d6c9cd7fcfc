import type { ActRecord } from '../../src/sandbox/acts.js'
import type { Refusal, SeenRequest } from './backstage.js'
import type { Act } from './operations.js'

/** How long an expectation waits before it calls the test failed, in milliseconds. */
const PATIENCE = 20_000

type Everything<Union> = {
  [Key in Union extends unknown ? keyof Union : never]: Union extends { [K in Key]?: infer Value } ? Value : never
}

/**
 * What an expectation says of an act: any of its fields. `text` is a part of the text or a pattern. An act that WeChat
 * refused fits only a pattern with `refused`.
 */
export type ActPattern = { [Field in keyof Everything<Act>]?: Everything<Act>[Field] | RegExp } & { refused?: string }

/** Where the test is: `saw` and its kin look at what came after it. */
export interface Mark {
  requests: number
  acts: number
}

/** What the client did, and promises about what it will do. */
export interface Watch {
  /** Everything the client asked, long polls included. */
  requests: readonly SeenRequest[]
  /** What the bot did, in the words of the sandbox; with `refused` what WeChat would not do. */
  acts: readonly ActRecord[]
  mark(): Mark
  /** The first request that matches, now or later; fails after 20 s. With a mark, only what came after it. */
  saw(match: (request: SeenRequest) => boolean, since?: Mark): Promise<SeenRequest>
  /** The same of acts: `acted({ act: 'file', who: 'lin', name: /\.csv$/ })`. */
  acted(pattern: ActPattern, since?: Mark): Promise<ActRecord>
  said(room: string, text: string | RegExp, since?: Mark): Promise<ActRecord>
  dmed(who: string, text: string | RegExp, since?: Mark): Promise<ActRecord>
  kicked(room: string, who: string, since?: Mark): Promise<ActRecord>
}

/** A watch and the hand that feeds it. `faults` are told when an expectation fails, as they may be the reason. */
export function startWatch(faults: readonly Error[]): {
  watch: Watch
  record(request: SeenRequest, done: readonly Act[], happened: boolean): void
} {
  const requests: SeenRequest[] = []
  const acts: ActRecord[] = []
  const lookers = new Set<() => void>()

  function first<Thing>(
    what: string,
    list: readonly Thing[],
    from: number,
    match: (thing: Thing) => boolean,
  ): Promise<Thing> {
    let next = from
    return new Promise((resolve, reject) => {
      const end = (): void => {
        lookers.delete(look)
        clearTimeout(timer)
      }
      const look = (): void => {
        for (; next < list.length; next += 1) {
          const thing = list[next]
          if (thing === undefined || !match(thing)) continue
          end()
          resolve(thing)
          return
        }
      }
      const timer = setTimeout(() => {
        end()
        const tail = list.slice(-8).map(thing => JSON.stringify(thing).slice(0, 300))
        reject(new AggregateError(faults, `the stand-in never saw ${what}; the last it saw:\n${tail.join('\n')}`))
      }, PATIENCE)
      lookers.add(look)
      look()
    })
  }

  const acted = (pattern: ActPattern, since?: Mark): Promise<ActRecord> =>
    first(JSON.stringify(pattern, showPattern), acts, since?.acts ?? 0, act => fits(act, pattern))

  return {
    watch: {
      requests,
      acts,
      mark: () => ({ requests: requests.length, acts: acts.length }),
      saw: (match, since) => first(String(match), requests, since?.requests ?? 0, match),
      acted,
      said: (room, text, since) => acted({ act: 'say', room, text }, since),
      dmed: (who, text, since) => acted({ act: 'dm', who, text }, since),
      kicked: (room, who, since) => acted({ act: 'kick', room, who }, since),
    },
    record(request, done, happened) {
      requests.push(request)
      const refused = happened ? {} : { refused: showRefusal(request.ret) }
      for (const act of done) acts.push({ at: request.at, ...act, ...refused })
      for (const look of [...lookers]) look()
    },
  }
}

function fits(act: ActRecord, pattern: ActPattern): boolean {
  if (act.refused !== undefined && pattern.refused === undefined) return false
  const fields: Record<string, unknown> = { ...act }
  return Object.entries(pattern).every(([field, want]) => {
    const value = fields[field]
    if (want instanceof RegExp) return typeof value === 'string' && want.test(value)
    if (field === 'text') return typeof value === 'string' && value.includes(String(want))
    return Array.isArray(want) ? JSON.stringify(value) === JSON.stringify(want) : value === want
  })
}

function showRefusal(ret: Refusal): string {
  return typeof ret === 'object' ? String(ret.status) : String(ret)
}

function showPattern(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? String(value) : value
}
