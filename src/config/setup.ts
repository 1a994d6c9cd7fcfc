import { stringify } from 'yaml'
import { keyShape } from './schema.js'

/** What is asked to set up a group, in the two languages the bot speaks. */
type Words = readonly [zh: string, en: string]

/** What was answered so far. */
export interface SetupAnswers {
  /** What the room is called in WeChat. */
  topic?: string
  goal?: string
  mode?: 'open' | 'passphrase' | 'approval' | 'invite'
  phrase?: string
  rules?: string
  consent?: boolean
  preset?: 'standard200' | 'small100' | 'core69' | 'large300'
  checkIn?: 'morning' | 'all-day' | 'off'
}

export interface SetupQuestion {
  key: keyof SetupAnswers
  ask: Words
  /** Left out where an earlier answer makes it needless. */
  when?: (answers: SetupAnswers) => boolean
  /** What somebody typed, as answers; or what is wrong with it. */
  read: (said: string) => SetupAnswers | { problem: Words }
}

/** The rules that ship: short, and such that a group can live with them from the first day. */
const readyRules: Words = [
  '1. 不发广告和陌生链接，想推荐东西先问管理员\n2. 有话好好说，对事不对人\n3. 拉人进群先问一声',
  '1. No ads or unknown links; ask an admin first\n2. Be kind\n3. Ask before you bring people in',
]

const numbered = (options: readonly [SetupAnswers, ...SetupAnswers[]]): SetupQuestion['read'] => {
  const wrong: Words = [`回 1 到 ${options.length} 的数字就好`, `send a number from 1 to ${options.length}`]
  return said => options[Number(said.normalize('NFKC').trim()) - 1] ?? { problem: wrong }
}

const free = (take: (text: string) => SetupAnswers, most: number): SetupQuestion['read'] => {
  const tooLong: Words = [`太长了，${most} 个字以内`, `at most ${most} characters`]
  const empty: Words = ['要写点什么', 'this cannot be empty']
  return said => {
    const text = said.replace(/\s+/g, ' ').trim()
    if (text === '') return { problem: empty }
    return [...text].length > most ? { problem: tooLong } : take(text)
  }
}

/** Everything that is asked, at most eight questions; the first only where nobody knows the room yet. */
export const setupQuestions: readonly SetupQuestion[] = [
  {
    key: 'topic',
    ask: ['这个群在微信里叫什么？', 'What is the group called in WeChat?'],
    read: free(topic => ({ topic }), 60),
  },
  {
    key: 'goal',
    ask: ['这个群是做什么的？一句话，如「每周一起跑三次」', 'What is it for? One sentence.'],
    read: free(goal => ({ goal }), 100),
  },
  {
    key: 'mode',
    ask: [
      '别人怎么进群？\n1 谁都能进  2 对上暗号  3 管理员审批  4 成员引荐',
      'How do people get in?\n1 anybody  2 by a passphrase  3 admins approve  4 members introduce them',
    ],
    read: numbered([{ mode: 'open' }, { mode: 'passphrase' }, { mode: 'approval' }, { mode: 'invite' }]),
  },
  {
    key: 'phrase',
    when: ({ mode }) => mode === 'passphrase',
    ask: ['暗号是什么？如「夜跑不孤单」', 'Which passphrase?'],
    read: free(phrase => ({ phrase }), 40),
  },
  {
    key: 'rules',
    ask: [
      `群规写什么？直接发给我，或回 1 用这份：\n${readyRules[0]}`,
      `The group's rules? Write them, or send 1 for these:\n${readyRules[1]}`,
    ],
    read: said => {
      const text = said.trim()
      if (text.normalize('NFKC') === '1') return { rules: readyRules[0] }
      if (text === '') return { problem: ['写几条，或回 1 用现成的', 'write some, or send 1'] }
      return [...text].length > 1000
        ? { problem: ['太长了，1000 个字以内大家才会看', 'at most 1,000 characters'] }
        : { rules: text }
    },
  },
  {
    key: 'consent',
    when: ({ mode }) => mode !== 'open',
    ask: ['进群前要先同意群规吗？\n1 不用  2 要', 'Must they agree to the rules first?\n1 no  2 yes'],
    read: numbered([{ consent: false }, { consent: true }]),
  },
  {
    key: 'preset',
    ask: [
      '这个群打算多大？\n1 两百人  2 一百人以内  3 核心群，69 人  4 三百人',
      'How large shall it be?\n1 200  2 100  3 a core group of 69  4 300',
    ],
    read: numbered([{ preset: 'standard200' }, { preset: 'small100' }, { preset: 'core69' }, { preset: 'large300' }]),
  },
  {
    key: 'checkIn',
    ask: [
      '每天签到吗？\n1 不签到  2 早上 5 点到 9 点  3 全天都行',
      'A daily check-in?\n1 none  2 from 5 to 9 in the morning  3 all day',
    ],
    read: numbered([{ checkIn: 'off' }, { checkIn: 'morning' }, { checkIn: 'all-day' }]),
  },
]

/** The next question that is open, or undefined when all is known. */
export function nextQuestion(answers: SetupAnswers): SetupQuestion | undefined {
  return setupQuestions.find(({ key, when }) => answers[key] === undefined && (when?.(answers) ?? true))
}

/** What the answers come to, by plugin, as the YAML writes it. */
export function setupPlugins(answers: SetupAnswers): Record<string, Record<string, unknown>> {
  const { mode = 'open', phrase, rules = '', consent = false, preset = 'standard200', checkIn = 'off' } = answers
  return {
    admission: {
      mode,
      ...(mode === 'passphrase' && phrase !== undefined ? { passphrases: [{ text: phrase }] } : {}),
      rules: { text: rules, ...(mode !== 'open' && consent ? { consent } : {}) },
    },
    capacity: { preset },
    'check-in':
      checkIn === 'off'
        ? { run: 'off' }
        : checkIn === 'all-day'
          ? { windows: [{ name: '签到', from: '00:00', to: '24:00' }] }
          : { windows: [{ name: '早起', from: '05:00', to: '09:00' }] },
  }
}

/** The file of a community, as `config/groups/KEY.yaml`. */
export function setupFile(answers: SetupAnswers, room: string): string {
  const { topic = '', goal = '' } = answers
  const group = { name: topic, charter: { goal }, rooms: { [room]: { topic } }, plugins: setupPlugins(answers) }
  return `# yaml-language-server: $schema=../schema/group.json\n${stringify(group, { lineWidth: 0 })}`
}

/** A name for the community's file made of what the group is called, unlike those that are taken. */
export function setupKey(topic: string, taken: readonly string[]): string {
  const bare = [...topic.normalize('NFKC')].filter(character => keyShape.test(character)).join('')
  const key = bare === '' ? 'group' : bare.slice(0, 40)
  return firstFree(key, taken, number => `${key}-${number}`)
}

/** The first of g1, g2 … that no room goes by. */
export function freeRoomKey(taken: readonly string[]): string {
  return firstFree('g1', taken, number => `g${number}`)
}

function firstFree(wish: string, taken: readonly string[], other: (number: number) => string): string {
  let key = wish
  for (let number = 2; taken.includes(key); number++) key = other(number)
  return key
}
