import { plugins } from '../../plugins/index.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { type Chat, openChat } from './chat.js'
import { type RedisProbe, redisProbe } from './redis-probe.js'

const regulars = Array.from({ length: 12 }, (_, i) => `跑友${String.fromCharCode(0x4e00 + i * 7)}`)
const ads = [
  '姐妹们在家带娃也能做的兼職，日结200-500，感兴趣➕V❤️：xk8-8520，手慢无',
  '宝妈手工活一单一结，日结300，➕薇❤️ zz_88991 领资料',
  '招聘打字员，在家就能做，日结400，加卫星 q-w-8-8-6-6 详谈',
  '代开fa票，各行各业都可以，加我Ⓥ：zz8899',
]

/** What was written, and its message id. */
export interface Line {
  id: string
  who: string
  text: string
}

/**
 * A morning in two groups: people sign in until nine and the digest follows; two newcomers advertise in a group where the
 * bot acts, two more where it still asks the admins, of whom one answers and the other is late; one removal is taken back.
 */
export class BusyMorning {
  readonly chat: Chat
  readonly lines: Line[] = []
  readonly #probe: RedisProbe

  private constructor(chat: Chat, probe: RedisProbe) {
    this.chat = chat
    this.#probe = probe
  }

  static async begin(): Promise<BusyMorning> {
    const probe = redisProbe()
    const friend = { friend: true }
    const chat = await openChat({
      start: '2030-01-07T08:48',
      plugins: [...plugins, probe.plugin],
      config: { plugins: { admission: { mode: 'open' } } },
      people: { 林老师: friend, 小周: friend, 阿芳: friend, 王敏: friend },
      rooms: {
        g1: { topic: '晨跑1群', members: ['林老师', '小周', '王敏', ...regulars], fill: 30 },
        g2: { topic: '晨跑2群', since: '2d', members: ['林老师', '小周', '阿芳', '王敏'], fill: 30 },
      },
      roles: { main: { owner: '林老师', admin: ['小周', '阿芳'] } },
    })
    return new BusyMorning(chat, probe)
  }

  /** Everything that happens; between any two of them nothing is in hand. */
  get steps(): readonly (() => Promise<void>)[] {
    const { chat } = this
    const sayAt = (room: string) => async (who: string, text: string) => {
      this.lines.push({ id: await chat.says(who, text, { room }), who, text })
    }
    const [here, there] = [sayAt('g1'), sayAt('g2')]
    const signIn = (...which: number[]) => which.map(i => () => here(regulars[i] ?? '', i % 2 === 0 ? '签到' : '早'))
    const [adA = '', adB = '', adC = '', adD = ''] = ads
    return [
      () => chat.joins('新人甲', { by: '小周' }),
      () => chat.joins('新人乙', { by: '小周' }),
      () => chat.joins('新人丙', { by: '小周', room: 'g2' }),
      () => chat.joins('新人丁', { by: '小周', room: 'g2' }),
      () => chat.wait('2m'),
      ...signIn(0, 1, 2, 3),
      () => here('新人甲', adA),
      ...signIn(4, 5),
      () => chat.wait('1s'),
      () => there('新人丙', adB),
      ...signIn(6, 6, 7),
      () => chat.wait('20s'),
      () => chat.dms('小周', '2').then(() => {}),
      () => chat.dms('阿芳', '1').then(() => {}),
      () => here('新人乙', adC),
      () => chat.wait('40s'),
      ...signIn(8, 9),
      () => there('新人丁', adD),
      () => chat.wait('30s'),
      () => chat.dms('阿芳', 'K4 2').then(() => {}),
      () => chat.wait('90s'),
      ...signIn(10, 11),
      () => here('小周', '/误判 K1'),
      () => chat.wait('2m'),
      () => chat.wait('09:10'),
      () => chat.wait('30m'),
      () => there('王敏', '/帮助'),
      () => chat.wait('30m'),
    ]
  }

  /** Ids of the messages that were accepted: their marks are in Redis. */
  accepted(): Promise<Set<string>> {
    return this.#probe.inRedis(async redis => {
      const days = await redis.keys('qg:*:seen:*')
      return new Set((await Promise.all(days.map(day => redis.smembers(day)))).flat())
    })
  }

  /** The outbox's records of a kind, as JSON: those that wait, and those listed. */
  listed(kind: 'actions' | 'unknown' | 'dead'): Promise<string[]> {
    return this.#probe.inRedis(redis => redis.hvals(`qg:main:outbox:${kind}`))
  }

  /** What reached WeChat, without its time. */
  get deeds(): string[] {
    return this.chat.stage.acts.filter(act => act.act !== 'alert' && act.refused === undefined).map(deed)
  }

  /** Who stands in the digest of g1, and how often there was one. */
  get digests(): string[] {
    return this.chat.said.flatMap(act => (act.act === 'say' && /共 \d+ 人签到/.test(act.text) ? [act.text] : []))
  }

  get signedIn(): readonly Line[] {
    return this.lines.filter(({ text }) => text === '签到' || text === '早')
  }

  close(): Promise<void> {
    return this.chat.close()
  }
}

function deed({ at: _, ...act }: ActRecord): string {
  return JSON.stringify(act)
}
