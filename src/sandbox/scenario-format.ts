import { z } from 'zod'
import { both } from '../config/problems.js'
import { duration } from '../config/scalars.js'
import { isClock } from './when.js'

/**
 * The words of a scenario file: one strict schema for each kind of step and of expectation, as docs/scenarios.md lists
 * them. What the schemas cannot see (who exists, what comes before what) is in scenario-sense.ts.
 */

/** Text as people write it in YAML: a bare number or yes/no is text too. */
const text = z.preprocess(
  value => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z.string(),
)
/** One or several: `who: lu` is `who: [lu]`. */
const texts = z.preprocess(value => (value === undefined || Array.isArray(value) ? value : [value]), z.array(text))
const atLeastOne = texts.refine(list => list.length > 0, both('至少写一个', 'name at least one'))

/** A duration that stays as written: the world reads it itself. */
const durationText = z.string().superRefine((value, context) => {
  for (const issue of duration.safeParse(value).error?.issues ?? []) {
    context.addIssue({ code: 'custom', message: issue.message, input: value })
  }
})
const every = duration.refine(ms => ms > 0, both('至少 1ms', 'at least 1ms'))
const clock = z.string().refine(isClock, both('时刻要写成 HH:mm:ss', 'a time of day is written HH:mm:ss'))
const positive = z.number().int().min(1)
const nothing = z.preprocess(value => value ?? {}, z.strictObject({}))
/** `recall: lu` for `recall: { who: lu }`: steps of one key may be written as its value. */
const short = <Body extends z.ZodObject>(key: string, body: Body) =>
  z.preprocess(value => (typeof value === 'string' ? { [key]: value } : value), body)

const regex = text.refine(value => compiles(value), both('不是合法的正则表达式', 'no valid regular expression'))
const count = z.union(
  [
    z.number().int().min(0),
    z.strictObject({ min: z.number().int().min(0).exactOptional(), max: z.number().int().min(0).exactOptional() }),
  ],
  {
    error: both('count 要写成 2 或 { min: 1, max: 3 }', 'count is a number or a range'),
  },
)

/** WeChat's acts that can be refused. */
const refusable = ['kick', 'invite', 'add', 'create', 'say', 'topic', 'dm', 'file', 'image', 'befriend'] as const
const crashable = ['say', 'dm', 'kick', 'invite', 'add', 'create', 'topic', 'file'] as const

export const stepBodies = {
  say: z.strictObject({
    room: text,
    who: text,
    text,
    mention: texts.exactOptional(),
    quote: z.strictObject({ who: text, text }).exactOptional(),
    sentAt: clock.exactOptional(),
  }),
  dm: z.strictObject({ who: text, text }),
  image: z
    .strictObject({
      room: text.exactOptional(),
      dm: z.literal(true).exactOptional(),
      who: text,
      qr: text.exactOptional(),
      noise: z.literal(true).exactOptional(),
      broken: z.literal(true).exactOptional(),
      bytes: positive.exactOptional(),
    })
    .refine(
      body => (body.room === undefined) !== (body.dm === undefined),
      both('room 和 dm: true 写且只写一个', 'either room or dm: true'),
    )
    .refine(
      body => [body.qr, body.noise, body.broken].filter(kind => kind !== undefined).length === 1,
      both('qr、noise、broken 写且只写一个', 'one of qr, noise and broken'),
    ),
  card: z
    .strictObject({ room: text, who: text, of: text.exactOptional(), official: text.exactOptional() })
    .refine(
      body => (body.of === undefined) !== (body.official === undefined),
      both('of 和 official 写且只写一个', 'either of or official'),
    ),
  link: z.strictObject({ room: text, who: text, title: text, url: text, description: text.exactOptional() }),
  mini: z.strictObject({ room: text, who: text, title: text }),
  voice: z.strictObject({ room: text, who: text, seconds: positive }),
  file: z.strictObject({ room: text, who: text, name: text }),
  recall: short('who', z.strictObject({ who: text })),
  join: z.strictObject({
    room: text,
    who: atLeastOne,
    by: text.exactOptional(),
    via: z.enum(['invite', 'qr']).exactOptional(),
    event: z.enum(['seen', 'unseen', 'garbled']).exactOptional(),
  }),
  pull: z.strictObject({ room: text, by: text }),
  leave: z.strictObject({ room: text, who: atLeastOne }),
  rename: z.strictObject({ who: text, name: text }),
  setCard: z.strictObject({ room: text, who: text, card: text }),
  topic: z.strictObject({ room: text, who: text, topic: text }),
  friend: z.strictObject({ who: text, hello: text.exactOptional() }),
  accept: z.strictObject({ room: text, who: text }),
  decline: z.strictObject({ room: text, who: text }),
  chatter: z.strictObject({
    room: text,
    who: atLeastOne.exactOptional(),
    count: z.number().int().min(0),
    every: every.prefault('30s'),
    text: text.exactOptional(),
  }),
  wait: duration,
  until: text,
  crash: z.preprocess(
    value => value ?? {},
    z
      .strictObject({ after: z.enum(crashable).exactOptional(), nth: positive.exactOptional() })
      .refine(
        body => body.nth === undefined || body.after !== undefined,
        both('nth 要和 after 一起写', 'nth needs after'),
      ),
  ),
  down: z.preprocess(
    value => (typeof value === 'string' ? { for: value } : value),
    z.strictObject({ for: duration, meanwhile: z.array(z.unknown()).default([]) }),
  ),
  relogin: z.preprocess(value => value ?? {}, z.strictObject({ changes: z.array(z.unknown()).default([]) })),
  refuse: z.strictObject({
    action: z.enum(refusable),
    code: z.number().int(),
    times: z
      .union([positive, z.literal('always')], {
        error: both('times 要写成 1 或 always', 'times is a number or always'),
      })
      .default(1),
    delivered: z.boolean().default(false),
  }),
  redis: z.literal('restart'),
  reload: z
    .strictObject({
      bot: z.unknown().optional(),
      plugins: z.unknown().optional(),
      groups: z.unknown().optional(),
      raw: z.record(z.string(), z.string()).exactOptional(),
    })
    .refine(body => Object.keys(body).length > 0, both('bot、plugins、groups、raw 至少写一个', 'name what is saved')),
  operator: short('text', z.strictObject({ text })),
  mark: nothing,
  expect: z.array(z.unknown()).min(1, both('至少写一项', 'expect at least one thing')),
  silent: z.strictObject({ room: text, for: duration }),
}

/** What may stand on any item of an `expect`, in its body or beside it. */
const onAnyItem = { within: duration.exactOptional(), count: count.exactOptional() }
const reading = { has: texts.exactOptional(), lacks: texts.exactOptional(), matches: regex.exactOptional() }
const saving = {
  save: z
    .record(z.string().regex(/^\w+$/, both('名字只用字母、数字和 _', 'letters, digits and _')), regex)
    .exactOptional(),
}
const somebody = { room: text.exactOptional(), who: text.exactOptional() }

const caseStatuses = ['observed', 'open', 'acting', 'done', 'failed', 'undone', 'dismissed'] as const

export const expectationBodies = {
  say: z.strictObject({
    room: text.exactOptional(),
    ...reading,
    mentions: texts.exactOptional(),
    ...saving,
    ...onAnyItem,
  }),
  dm: z.strictObject({ who: text.exactOptional(), ...reading, ...saving, ...onAnyItem }),
  kick: z.strictObject({ ...somebody, ...onAnyItem }),
  invite: z.strictObject({ ...somebody, ...onAnyItem }),
  add: z.strictObject({ ...somebody, ...onAnyItem }),
  create: z.strictObject({ topic: text.exactOptional(), who: texts.exactOptional(), ...onAnyItem }),
  topic: z.strictObject({ room: text.exactOptional(), topic: text.exactOptional(), ...onAnyItem }),
  befriend: z.strictObject({ who: text.exactOptional(), ...onAnyItem }),
  file: z.strictObject({ ...somebody, name: text.exactOptional(), ...reading, ...onAnyItem }),
  image: z.strictObject({ ...somebody, name: text.exactOptional(), ...reading, ...onAnyItem }),
  alert: z.strictObject({ ...reading, ...saving, ...onAnyItem }),
  members: z.strictObject({ room: text, has: texts.exactOptional(), lacks: texts.exactOptional(), ...onAnyItem }),
  case: z.strictObject({ ...somebody, status: z.enum(caseStatuses).exactOptional(), ...reading, ...onAnyItem }),
}

const personBody = z.preprocess(
  value => value ?? {},
  z.strictObject({
    name: text.exactOptional(),
    friend: z.boolean().exactOptional(),
    remark: text.exactOptional(),
    avatar: z.enum(['none', 'own']).exactOptional(),
  }),
)

const member = z.union(
  [text, z.strictObject({ who: text, card: text.exactOptional(), joined: durationText.exactOptional() })],
  {
    error: both('成员要写成 lin 或 { who: lin, card: …, joined: 60d }', 'a member is a key or { who, card, joined }'),
  },
)

const roomBody = z.strictObject({
  topic: text.exactOptional(),
  owner: text.exactOptional(),
  members: z.array(member).exactOptional(),
  fill: z.number().int().min(0).exactOptional(),
  fillFriends: z.boolean().exactOptional(),
  managed: z.boolean().exactOptional(),
  absent: z.boolean().exactOptional(),
  since: durationText.exactOptional(),
})

export const scenarioBody = z.strictObject({
  name: text.exactOptional(),
  start: z.string().exactOptional(),
  timezone: z.string().exactOptional(),
  seed: z.number().int().default(1),
  config: z
    .strictObject({
      bot: z.record(z.string(), z.unknown()).exactOptional(),
      plugins: z.record(z.string(), z.unknown()).exactOptional(),
      groups: z.record(z.string(), z.unknown()).exactOptional(),
    })
    .default({}),
  people: z.record(z.string(), personBody).default({}),
  rooms: z.record(z.string(), roomBody).default({}),
  roles: z
    .record(
      z.string(),
      z.strictObject({
        owner: texts.exactOptional(),
        admin: texts.exactOptional(),
        kol: texts.exactOptional(),
        trusted: texts.exactOptional(),
      }),
    )
    .default({}),
  steps: z.array(z.unknown()).default([]),
})

type Bodies = { [Kind in keyof typeof stepBodies]: z.output<(typeof stepBodies)[Kind]> }
/** Bodies whose parts are steps or items themselves. */
interface Nested {
  down: { for: number; meanwhile: Step[] }
  relogin: { changes: Step[] }
  expect: ExpectItem[]
}

export type StepKind = keyof Bodies
interface Written {
  /** Where it stands, its kind the last word of the path. */
  path: readonly (string | number)[]
  line: number
  /** As it was written. */
  want: unknown
}

/** One step, durations in milliseconds. */
export type Step = {
  [Kind in StepKind]: Written & { kind: Kind; body: Kind extends keyof Nested ? Nested[Kind] : Bodies[Kind] }
}[StepKind]

export type ExpectKind = keyof typeof expectationBodies
type Common = 'within' | 'count' | 'save'
type ExpectBodies = {
  // Of members, `count` is the number of people and stays where it is.
  [Kind in ExpectKind]: Omit<z.output<(typeof expectationBodies)[Kind]>, Kind extends 'members' ? 'within' : Common>
}

/** One item of an `expect`. `no` is a count of none; without a count at least one is wanted. */
export type ExpectItem = {
  [Kind in ExpectKind]: Written & {
    kind: Kind
    body: ExpectBodies[Kind]
    /** Milliseconds from the beginning of the step. */
    within: number
    count: { min: number; max?: number }
    /** Name → regular expression whose first group (or whole match) it is to keep. */
    save: Record<string, string>
  }
}[ExpectKind]

/** A pattern of the file as a RegExp; strict about Unicode where the pattern allows it. Throws a SyntaxError. */
export function regexOf(source: string): RegExp {
  try {
    return new RegExp(source, 'u')
  } catch (error) {
    // `\-` outside a class is wrong only in Unicode mode; whatever is wrong in both is thrown from here.
    if (error instanceof SyntaxError) return new RegExp(source)
    throw error
  }
}

function compiles(source: string): boolean {
  try {
    regexOf(source)
    return true
  } catch (error) {
    // A SyntaxError is the answer; the schema says so with the position.
    if (error instanceof SyntaxError) return false
    throw error
  }
}
