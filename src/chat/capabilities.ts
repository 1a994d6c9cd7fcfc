import type { Puppet } from 'wechaty-puppet'

/** What a puppet is to us; everything else is `other`. */
export const puppetKinds = ['wechat4u', 'sandbox', 'service', 'other'] as const
export type PuppetKind = (typeof puppetKinds)[number]

/** What may work with one puppet and not with another. */
export const abilities = [
  'kick',
  'add',
  'invite',
  'create',
  'topic',
  'befriend',
  'leaves',
  'mention',
  'recall',
  'remark',
] as const
export type Ability = (typeof abilities)[number]

/** yes: it works. maybe: it is asked for, and believed when it was seen. no: it is not there. */
export type Works = 'yes' | 'maybe' | 'no'

/** A text in both languages. */
interface Said {
  zh: string
  en: string
}

/**
 * What works with a puppet, by reading and trying it (docs/platform.md): wechat4u and the sandbox were tried, of services
 * the compatibility table of Wechaty says that they remove and add. Whoever only may work is watched: see src/kernel/rooms/rights.ts.
 */
export const capabilities: Record<PuppetKind, Record<Ability, Works>> = {
  wechat4u: {
    kick: 'maybe',
    add: 'maybe',
    invite: 'maybe',
    create: 'maybe',
    topic: 'maybe',
    befriend: 'yes',
    leaves: 'maybe',
    mention: 'no',
    recall: 'no',
    remark: 'no',
  },
  sandbox: {
    kick: 'yes',
    add: 'yes',
    invite: 'yes',
    create: 'yes',
    topic: 'yes',
    befriend: 'yes',
    leaves: 'maybe',
    mention: 'no',
    recall: 'no',
    remark: 'no',
  },
  service: {
    kick: 'yes',
    add: 'yes',
    invite: 'maybe',
    create: 'maybe',
    topic: 'maybe',
    befriend: 'maybe',
    leaves: 'yes',
    mention: 'yes',
    recall: 'no',
    remark: 'no',
  },
  other: {
    kick: 'maybe',
    add: 'maybe',
    invite: 'maybe',
    create: 'maybe',
    topic: 'maybe',
    befriend: 'maybe',
    leaves: 'maybe',
    mention: 'maybe',
    recall: 'no',
    remark: 'no',
  },
}

/** What an ability is called, and what the bot does where it does not work. */
export const abilityWords: Record<Ability, { name: Said; instead: Said }> = {
  kick: {
    name: { zh: '移出', en: 'remove somebody' },
    instead: {
      zh: '群里说一声「我没有移出权限」（一小时一次），私信群主和管理员是谁、为什么、几号；有人动手后结案',
      en: 'the room hears 「我没有移出权限」 once an hour, owner and admins get whom, why and the case in private; the case closes when the person is gone, by whosever hand',
    },
  },
  add: {
    name: { zh: '直接拉人', en: 'add somebody at once' },
    instead: {
      zh: '超过 40 人或不让直接拉时发邀请卡；不是好友就请群里的人拉',
      en: 'an invitation card above 40 members; who is no friend is left to the members to bring',
    },
  },
  invite: {
    name: { zh: '邀请卡', en: 'invitation card' },
    instead: { zh: '卡到没到看不见，看名单才算进群', en: 'a card cannot be seen; only the member list tells who came' },
  },
  create: {
    name: { zh: '建群', en: 'make a room' },
    instead: {
      zh: '按群名和人找刚建的群，绝不建两个；说明日再试就等到第二天 10:00',
      en: 'the new room is looked for by topic and people and never made twice; 明日 waits for the next day at 10:00',
    },
  },
  topic: {
    name: { zh: '改群名', en: 'rename a room' },
    instead: { zh: '看到新群名才算改了', en: 'believed when the new topic is seen' },
  },
  befriend: {
    name: { zh: '通过好友', en: 'accept a friend request' },
    instead: { zh: '请在手机上通过', en: 'to be accepted on the phone' },
  },
  leaves: {
    name: { zh: '看到退群', en: 'see who leaves' },
    instead: {
      zh: '没有通知，对照名单发现，最多晚一轮',
      en: 'there is no notice: two looks at the member list tell, one look later at most',
    },
  },
  mention: {
    name: { zh: '@ 会响', en: 'an @ that rings' },
    instead: {
      zh: '@ 只是文字，手机不响；要紧的事私信',
      en: 'an @ is only text and rings no phone; what matters goes by private message',
    },
  },
  recall: {
    name: { zh: '撤回消息', en: 'recall a message' },
    instead: {
      zh: '不撤回；别人的消息谁也撤不了',
      en: 'nothing is recalled; nobody can recall the messages of others',
    },
  },
  remark: {
    name: { zh: '改备注', en: 'set a remark' },
    instead: { zh: '只读手机上写的备注，用来认人', en: 'remarks written on the phone are read, to know people again' },
  },
}

/** Which kind of puppet this is. */
export function kindOfPuppet(puppet: Puppet): PuppetKind {
  const name = puppet.constructor.name
  if (name === 'SandboxPuppet') return 'sandbox'
  if (/wechat4u/i.test(name)) return 'wechat4u'
  return /service/i.test(name) ? 'service' : 'other'
}

/** The table of the READMEs, in Markdown. */
export function capabilityTable(language: 'zh' | 'en'): string {
  const signs: Record<Works, string> = { yes: '✓', maybe: '?', no: '–' }
  const [what, others, instead] =
    language === 'zh' ? ['', '其他', '不行的时候'] : ['', 'others', 'where it does not work']
  const columns = [what, ...puppetKinds.map(kind => (kind === 'other' ? others : `\`${kind}\``)), instead]
  const rows = abilities.map(ability => {
    const { name, instead: then } = abilityWords[ability]
    return [name[language], ...puppetKinds.map(kind => signs[capabilities[kind][ability]]), then[language]]
  })
  const line = (cells: readonly (string | undefined)[]): string => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    `|${columns.map((_, i) => (i === 0 || i > puppetKinds.length ? '---' : ':-:')).join('|')}|`,
    ...rows.map(line),
  ].join('\n')
}
