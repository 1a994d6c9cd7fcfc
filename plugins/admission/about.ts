import { type Ctx, dateOf, definePart } from '../../src/kernel/plugin.js'
import { type AdmissionConfig, admissionConfig } from './config.js'

/** What the group is for and what holds in it: `/介绍`, `/群规`. */
export const aboutPart = definePart(admissionConfig, {
  opening(ctx) {
    const charter = charterLines(ctx)
    const { text } = ctx.config.rules
    const parts = [
      charter.length === 0 ? '' : ctx.text('about.whole', { topic: ctx.room.name, lines: charter.join('') }),
      text === '' ? '' : ctx.text('rules', { text, agreed: '' }),
    ]
    return parts.filter(part => part !== '').join('\n')
  },
  texts: {
    'zh-CN': {
      'about.none': '这个群还没写下介绍，请群主在社群文件的 charter 里写一句。',
      'about.whole': '「{topic}」{lines}',
      'about.goal': '\n为什么有这个群：{text}',
      'about.value': '\n你能得到：{text}',
      'about.for': '\n适合：{text}',
      'about.notFor': '\n不适合：{text}',
      rules: '群规：\n{text}{agreed}',
      noRules: '这个群还没有写下群规',
      agreed: '\n（你在 {date} 同意过第 {version} 版）',
      agreedOld: '\n（你同意过第 {version} 版，现在是第 {now} 版）',
      notAgreed: '\n（你还没有同意过）',
    },
    en: {
      'about.none': 'Nothing is written down about this group yet; the owner can do so under charter.',
      'about.whole': '"{topic}"{lines}',
      'about.goal': '\nWhat it is for: {text}',
      'about.value': '\nWhat you get: {text}',
      'about.for': '\nFor: {text}',
      'about.notFor': '\nNot for: {text}',
      rules: 'Rules:\n{text}{agreed}',
      noRules: 'no rules are written down here yet',
      agreed: '\n(you agreed to version {version} on {date})',
      agreedOld: '\n(you agreed to version {version}; it is version {now} now)',
      notAgreed: '\n(you have not agreed to them yet)',
    },
  },
  commands: [
    {
      names: ['介绍', 'about'],
      bare: ['介绍'],
      who: 'outsider',
      in: 'anywhere',
      help: '看这个群是做什么的',
      order: 31,
      async run(ctx) {
        const lines = charterLines(ctx)
        if (lines.length === 0) return ctx.reply(ctx.text('about.none'))
        await ctx.reply(ctx.text('about.whole', { topic: ctx.room.name, lines: lines.join('') }))
      },
    },
    {
      names: ['群规', 'rules'],
      bare: ['群规'],
      who: 'outsider',
      in: 'anywhere',
      help: '看群规',
      order: 30,
      async run(ctx) {
        const { text } = ctx.config.rules
        if (text === '') return ctx.reply(ctx.text('noRules'))
        // What he agreed to is between him and us.
        const agreed = ctx.private ? consentOf(ctx, ctx.caller.key) : ''
        await ctx.reply(ctx.text('rules', { text, agreed }))
      },
    },
  ],
})

/** The charter's lines that are written down. */
function charterLines(ctx: Ctx<AdmissionConfig>): string[] {
  return (['goal', 'value', 'for', 'notFor'] as const).flatMap(key => {
    const text = ctx.charter[key].trim()
    return text === '' ? [] : [ctx.text(`about.${key}`, { text })]
  })
}

function consentOf(ctx: Ctx<AdmissionConfig>, member: string): string {
  const { version: now, consent } = ctx.config.rules
  const known = ctx.books.consent.agreedTo(ctx.community, member)
  if (!known) return consent ? ctx.text('notAgreed') : ''
  const { version, at } = known
  if (version < now) return ctx.text('agreedOld', { version, now })
  return ctx.text('agreed', { version, date: dateOf(at, ctx.zone) })
}
