import { z } from 'zod'
import { both } from './problems.js'
import { duration } from './scalars.js'

const waits = z.array(duration).min(1)

/**
 * What `puppet: wechat4u` takes of puppetOptions: how patient the client is with WeChat (src/chat/puppet/thresholds.ts,
 * docs/platform.md). What is left out is as shipped.
 */
const keys = {
  loginWaits: waits.optional(),
  codeWaits: waits.optional(),
  codeLife: duration.optional(),
  offlineWaits: waits.optional(),
  offlineAfter: duration.optional(),
  pollTimeout: duration.optional(),
  pollGap: duration.optional(),
  soundAfter: duration.optional(),
  notifyEvery: duration.optional(),
  contactBatch: z.int().min(1).max(50).optional(),
  contactGap: duration.optional(),
  contactHaste: duration.optional(),
  contactRests: waits.optional(),
  strangerPatience: duration.optional(),
}

type Parsed = z.output<z.ZodObject<typeof keys>>
/** Those that were written; durations in milliseconds. */
export type Wechat4uOptions = { [Key in keyof Parsed]?: Exclude<Parsed[Key], undefined> }

/** Reads them; throws a ZodError at what `checkWechat4uOptions` would have told. */
export function wechat4uOptions(puppetOptions: Readonly<Record<string, unknown>>): Wechat4uOptions {
  const parsed = z.object(keys).parse(puppetOptions)
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined))
}

/** Told when the config is read, at the key that is wrong. */
export function checkWechat4uOptions(
  { puppet, puppetOptions }: { puppet: string; puppetOptions: Readonly<Record<string, unknown>> },
  context: z.RefinementCtx,
): void {
  if (puppet !== 'wechat4u') return
  const result = z.object(keys).safeParse(puppetOptions)
  for (const { path, message } of result.error?.issues ?? []) {
    const place = ['puppetOptions', ...path]
    context.addIssue({ code: 'custom', path: place, message: said(path, message), params: { paths: [place] } })
  }
}

/** zod's own words are English and name no key. */
function said(path: readonly PropertyKey[], message: string): string {
  return /[一-鿿]/.test(message)
    ? message
    : both(`puppetOptions.${path.join('.')} 写得不对：时长如 5s，列表如 [5s, 30s, 2m]`, message)
}
