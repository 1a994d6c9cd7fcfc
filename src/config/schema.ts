import { z } from 'zod'
import { both } from './problems.js'
import { count, day, duration, section, timeWindow, timezone } from './scalars.js'
import { checkServiceOptions } from './service-options.js'
import { checkWechat4uOptions } from './wechat4u-options.js'

/** The plugins' key that the kernel reads: what a plugin may do by itself. */
export const runModes = ['enforce', 'ask', 'observe', 'off'] as const

/** Keys of the kernel that stand in every plugin's file. A plugin that ships another default declares the key itself. */
export const kernelKeys = {
  run: z
    .enum(runModes)
    .default('enforce')
    .describe(
      'enforce 直接做 · ask 对人的处置先问管理员 · observe 只记录 · off 关闭 (ask: what would be done to a person is put to the admins)',
    ),
  trial: duration
    .prefault('0s')
    .describe('新接管的群在这段时间内最多到 ask (a room newly kept is in ask at most for this long)'),
  texts: z
    .record(z.string(), z.string())
    .default({})
    .describe('改写机器人的话：键是文案的名字 (the bot’s own words, by key)'),
}

const kernel = z.strictObject(kernelKeys)
/** The kernel's keys as the kernel reads them: `trial` in milliseconds. */
export type KernelKeys = z.output<typeof kernel>

const range = (from: string, to: string) =>
  z
    .tuple([duration, duration])
    .refine(([least, most]) => least <= most, {
      error: both('前一个要不大于后一个', 'the first is at most the second'),
    })
    .prefault([from, to])

const pacing = z.strictObject({
  gap: range('1500ms', '3500ms').describe('任意两次发送之间 (between any two sends)'),
  perRoomGap: duration.prefault('5s').describe('同一个群两次发送之间 (between two sends to one room)'),
  perMinute: count.default(20).describe('每分钟最多几条，0 不限 (sends a minute, 0: no limit)'),
  perDay: count.default(600).describe('每天最多几条，0 不限 (sends a day, 0: no limit)'),
  kickGap: duration.prefault('5s').describe('两次移出之间 (between two removals)'),
  kicksPerHour: count.default(10).describe('每小时最多移出几人，0 不限 (removals an hour, 0: no limit)'),
  inviteGap: range('25s', '60s').describe('两次邀请之间 (between two invitations)'),
  invitesPerDay: count.default(30).describe('每天最多邀请几人，0 不限 (invitations a day, 0: no limit)'),
  createsPerDay: count.default(1).describe('每天最多建几个群，0 不限 (rooms created a day, 0: no limit)'),
  coolDown: z
    .array(duration)
    .min(1)
    .prefault(['30m', '2h', '24h'])
    .describe('微信说「太频繁」后停多久，一次比一次长 (after WeChat says "too often", per kind of action)'),
  unaskedPerRoomDay: count
    .default(4)
    .describe('每群每天没人要的主动消息，多了就合并或等 (proactive messages nobody asked for, 0: no limit)'),
})

/** When the watchdog barks, and how often rooms are looked at: keys of ours among the puppet's. */
const watchdog = {
  aliveWithin: duration.prefault('90s').describe('多久没有同步算断线 (no sync for this long is an outage)'),
  tellAgain: z
    .array(duration)
    .min(1)
    .prefault(['10m', '1h', '6h'])
    .describe('断着没好，隔多久再说一次 (an outage that lasts is told again after these)'),
  steady: duration
    .prefault('30s')
    .describe('恢复多久才说「回来了」，不超过 aliveWithin (how long it must hold before "back" is told)'),
  quietFor: duration
    .prefault('24h')
    .describe('不报告同步的 puppet：多久没人说话就提醒 (where no sync is told: that nobody wrote for this long)'),
  lookEvery: duration
    .prefault('15m')
    .describe('没有提示也至少这么久看一次每个群的成员 (a room’s members are looked at this often at least)'),
  ringEvery: duration.prefault('5m').describe('看成员的定时最密多久一次 (the timer of those looks rings no oftener)'),
}

/** config/qunguan.yaml. */
export const mainConfig = z
  .strictObject({
    account: z
      .string()
      .regex(/^[\w-]+$/, { error: both('只用字母、数字、_ 和 -', 'letters, digits, _ and - only') })
      .default('main')
      .describe('这个微信号的代号，用于会话文件和发送队列 (names the session file and the outbox)'),
    puppet: z
      .string()
      .min(1)
      .default('wechat4u')
      .describe(
        'sandbox | wechat4u | service，或任何 Wechaty puppet 的包名 (or the package name of any Wechaty puppet)',
      ),
    puppetOptions: z
      .looseObject(watchdog)
      .prefault({})
      .describe('交给 puppet 的选项，如 token、endpoint (handed to it)'),
    redis: z
      .string()
      .regex(/^(embedded|rediss?:\/\/\S+)$/, {
        error: issue => both(`「${issue.input}」应为 embedded 或 redis:// 开头的地址`, 'embedded or a redis:// URL'),
      })
      .default('embedded')
      .describe('embedded 自带，或 redis://…；环境变量 QUNGUAN_REDIS_URL 优先 (the environment wins)'),
    locale: z.enum(['zh-CN', 'en']).default('zh-CN').describe('机器人说的语言 (what the bot speaks)'),
    timezone: timezone.default('Asia/Shanghai').describe('所有时刻的时区 (the zone of every time of day)'),
    quiet: z
      .union([z.literal('off'), timeWindow])
      .prefault('22:30-07:30')
      .describe('免打扰时段，只有移出和一行的回答照发；off 不设 (holds everything but kicks and one-line answers)'),
    newRooms: z
      .enum(['ask', 'friends', 'never'])
      .default('ask')
      .describe('有人把机器人拉进群时 (somebody pulls the bot into a group)'),
    wechatyPlugins: z
      .array(
        z.strictObject({
          package: z.string().min(1).describe('npm 包名 (the package)'),
          options: z.record(z.string(), z.unknown()).default({}).describe('交给它的选项 (handed to it)'),
        }),
      )
      .default([])
      .describe('一起加载的普通 Wechaty 插件 (ordinary Wechaty plugins to load beside)'),
    alerts: section({
      webhook: z
        .string()
        .regex(/^(https?:\/\/\S+)?$/, {
          error: issue => both(`「${issue.input}」不是 http(s) 地址`, 'not an http(s) address'),
        })
        .default('')
        .describe('微信不可靠时通知运维的地址，空则只写日志 (operators are told here; empty: the log alone)'),
    }).describe('给运维的告警 (alerts to the operators)'),
    pacing: z
      .union([z.literal('off'), pacing])
      .prefault({})
      .describe('整个微信号共用的发送节奏；off 只用于压测 (one budget for the whole account; off for benches)'),
  })
  .superRefine(checkServiceOptions)
  .superRefine(checkWechat4uOptions)
/** config/qunguan.yaml, parsed: durations in milliseconds, windows as `{ from, to }`. */
export type MainConfig = z.output<typeof mainConfig>

/** Keys of ours stand in timer ids and Redis keys, where a colon or a bar would part them. */
export const keyShape = /^[\p{L}\p{N}_-]+$/u

const overrides = z.record(z.string(), z.record(z.string(), z.unknown()))

const room = z.strictObject({
  topic: z
    .string()
    .default('')
    .describe('群名：第一次靠它认出这个群，以后靠群里的人 (how the room is found the first time)'),
  parent: z.string().optional().describe('上级群的键 (key of the room above it; makes a tree)'),
  type: z.string().optional().describe('这个群是做什么的，如 core、leaf (what kind of room)'),
  until: day.optional().describe('到期日，之后不再主动发言 (sunset: nothing proactive after it)'),
  leader: z.string().optional().describe('带这个群的人 (who leads it)'),
  plugins: overrides.default({}).describe('只对这个群的插件设置 (overrides for this room alone)'),
})

/** config/groups/NAME.yaml: one community. What stands below `plugins` is checked against the plugins' own schemas. */
export const groupConfig = z.strictObject({
  name: z.string().default('').describe('社群的名字，空则用文件名 (the community; empty: the file’s name)'),
  charter: section({
    goal: z.string().default('').describe('目标：为什么有这个群 (what it is for)'),
    value: z.string().default('').describe('成员得到什么 (what members gain)'),
    for: z.string().default('').describe('适合谁 (for whom)'),
    notFor: z.string().default('').describe('不适合谁 (for whom not)'),
  }).describe('社群的定位 (the charter)'),
  rooms: z
    .record(
      z
        .string()
        .regex(keyShape, { error: both('群的键只用字母、数字、汉字、_ 和 -', 'letters, digits, _ and - only') }),
      room,
    )
    .default({})
    .describe('这个社群的群，键自己起 (its rooms; the keys are yours)'),
  plugins: overrides.default({}).describe('只对这个社群的插件设置 (overrides for this community)'),
})
/** config/groups/NAME.yaml, parsed. */
export type GroupConfig = z.output<typeof groupConfig>
