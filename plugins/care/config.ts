import { count, duration, section, timeWindow, z } from '../../src/kernel/plugin.js'

/** config/plugins/care.yaml. */
export const careConfig = z.strictObject({
  unanswered: section({
    after: duration.prefault('30m').describe('多久没人接算没人接 (nobody answered for this long)'),
    quiet: z
      .union([z.literal('off'), timeWindow])
      .prefault('22:30-08:00')
      .describe('这段时间不打扰，过后再看；off 不设 (nobody is called then, it is looked at when it is over)'),
    gap: duration
      .prefault('2h')
      .describe('一个群两次私下请人之间，/求助 的不算 (between two nudges of a room, /ask-help left out)'),
  }).describe('没人接的问题 (unanswered questions)'),
  firstWord: section({
    within: duration.prefault('72h').describe('进群多久以内算新人 (who joined within this is new)'),
    after: duration.prefault('30m').describe('新人第一次说话多久没人接 (a newcomer’s first word nobody took up)'),
    perHour: count.default(2).describe('一个群一小时最多请几次人，0 不请 (nudges of a room in an hour, 0: none)'),
  }).describe('新人的第一句话 (a newcomer’s first word)'),
})

/** config/plugins/care.yaml, parsed: durations in milliseconds. */
export type CareConfig = z.output<typeof careConfig>
