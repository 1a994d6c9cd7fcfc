import { args, choice, date, integer, person, rest } from '../../src/kernel/commands/arguments.js'
import { parseLine } from '../../src/kernel/commands/grammar.js'
import { type CommandWords, compileVocabulary } from '../../src/kernel/commands/vocabulary.js'

const makeup = args({ day: date() })

/** The commands of a grown bot, as its plugins would declare them. */
export const commands: readonly CommandWords[] = [
  {
    names: ['签到', '打卡', '早', '早安', 'checkin', 'check-in'],
    bare: ['签到', '打卡', '早', '早安'],
    owner: 'check-in',
  },
  { names: ['签到榜', 'streaks'], owner: 'check-in' },
  { names: ['补签', 'makeup'], bare: ['补签'], bareRest: makeup.accepts, owner: 'check-in' },
  { names: ['三件事', 'three'], bare: ['三件事'], bareRest: words => words.includes('\n'), owner: 'check-in' },
  { names: ['上限', 'cap'], owner: 'capacity' },
  { names: ['清人', 'prune'], owner: 'capacity' },
  { names: ['分群', 'split'], owner: 'capacity' },
  { names: ['踢', '移出', 'kick'], owner: 'rules' },
  { names: ['警告', 'warn'], owner: 'rules' },
  { names: ['误判', 'undo'], owner: 'rules' },
  { names: ['撤销', 'revoke'], owner: 'kernel' },
  { names: ['群规', 'rules'], bare: ['群规'], owner: 'kernel' },
  { names: ['帮助', 'help'], owner: 'kernel' },
  { names: ['状态', 'status'], owner: 'kernel' },
  { names: ['管理', 'admin'], owner: 'kernel' },
  { names: ['话题 新建', 'topic new'], owner: 'topics' },
  { names: ['话题 延长', 'topic extend'], owner: 'topics' },
  { names: ['话题 取消', 'topic cancel'], owner: 'topics' },
  { names: ['投', 'vote'], bare: ['投'], bareRest: words => /^\d{1,2}$/.test(words), owner: 'polls' },
  { names: ['接', '+1', 'join-chain'], bare: ['+1'], owner: 'chains' },
  { names: ['体检', 'health'], bare: true, owner: 'health' },
]

export const vocabulary = compileVocabulary(commands)
export const botNames = ['小助', 'Qun Bot 🤖']

export const parse = (text: string) => parseLine(text, { botNames, vocabulary })

/** A command in short, `上限 | 200`, or the kind, with what was suggested. */
export function read(text: string): string {
  const line = parse(text)
  if (line.kind === 'command') return line.rest === '' ? line.name : `${line.name} | ${line.rest}`
  return line.kind === 'unknown' ? `unknown${line.nearest === undefined ? '' : ` → ${line.nearest}`}` : 'none'
}

export const cap = args({ count: integer({ min: 1, max: 500, name: '人数' }) })
export const kick = args({ who: person(), why: rest({ optional: true, name: '原因' }) })
export const admin = args({ what: choice(['加', '减']), who: person() })
