import { both, cron, section, z } from '../../src/kernel/plugin.js'

/** What moves somebody on by itself: his first word, check-in, deed that earned points, somebody he brought in; or a person. */
const moves = ['message', 'checkin', 'output', 'invite', 'hand'] as const

const name = z.string().trim().min(1).max(8)

const stage = z.union([
  name,
  z.strictObject({
    name: name.describe('叫什么 (what it is called)'),
    on: z
      .enum(moves)
      .optional()
      .describe(
        '怎么走到这一步：message 第一句话，checkin 第一次签到，output 第一次做了得分的事，invite 第一次带人进来，hand 只由管理员改 (what leads there)',
      ),
  }),
])

/** config/plugins/members.yaml. */
export const membersConfig = z
  .strictObject({
    roles: section({
      names: z
        .array(name)
        .min(1)
        .max(12)
        .default(['组织者', '思考者', '调侃者', '求教者', '围观者', '挑战者'])
        .describe('群角色，管理员用 /角色 记，从不公开 (the parts people play, never shown publicly)'),
      suggest: z
        .enum(['ownerOnly', 'off'])
        .default('ownerOnly')
        .describe('按行为猜一猜谁像什么角色，只私信群主；off 不猜 (guesses, to the owner alone)'),
      suggestAt: cron.default('30 10 2 * *').describe('何时猜 (when)'),
    }).describe('角色 (parts people play)'),
    stages: z
      .array(stage)
      .min(2)
      .max(10)
      .default(['新人', '开口', '常客', '贡献', '铁粉'])
      .describe(
        '成员阶段，从头到尾；只写名字的，按位置依次是进群、第一句话、第一次签到、第一次做了得分的事、第一次带人进来，再往后只由管理员改 (stages; a bare name is led to by what its place says)',
      ),
    stalledDays: z.int().min(1).max(365).default(14).describe('多少天没动静算停住 (not seen for so many days)'),
  })
  .superRefine(({ roles, stages }, context) => {
    const ladder = laddered(stages)
    twice(roles.names).forEach(index => {
      context.addIssue({ code: 'custom', path: ['roles', 'names', index], message: nameTwice(roles.names[index]) })
    })
    twice(ladder.map(each => each.name)).forEach(index => {
      context.addIssue({ code: 'custom', path: ['stages', index], message: nameTwice(ladder[index]?.name) })
    })
    twice(ladder.map((each, index) => (each.on === 'hand' ? String(index) : each.on))).forEach(index => {
      const message = both(`${ladder[index]?.on} 已经是前面一个阶段的了，换一个或写 hand`, 'leads to an earlier stage')
      context.addIssue({ code: 'custom', path: ['stages', index], message })
    })
  })

/** config/plugins/members.yaml, parsed. */
export type MembersConfig = z.output<typeof membersConfig>

/** What leads to a stage; everybody begins at the first one, by coming. */
export type Sign = 'join' | (typeof moves)[number]

/** A step of the way, with its name and what leads there. */
export interface Stage {
  name: string
  on: Sign
}

/** The stages as an operator wrote them, each with what leads there. */
export function laddered(stages: MembersConfig['stages']): Stage[] {
  const places: readonly Sign[] = ['join', 'message', 'checkin', 'output', 'invite']
  return stages.map((written, index) => {
    const named = typeof written === 'string' ? { name: written } : written
    const byPlace = places[index] ?? 'hand'
    return { name: named.name, on: index === 0 ? 'join' : ('on' in named && named.on) || byPlace }
  })
}

/** Places of what stood in the list before. */
function twice(words: readonly string[]): number[] {
  return words.flatMap((word, index) => (words.indexOf(word) < index ? [index] : []))
}

function nameTwice(word = ''): string {
  return both(`「${word}」这个名字用了两次`, 'a name is used twice')
}
