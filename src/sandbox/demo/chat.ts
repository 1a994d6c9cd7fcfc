import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { DateTime } from 'luxon'
import type { Millis } from '../../domain/events.js'
import { BOT } from '../../domain/keys.js'
import type { Stage } from '../stage.js'
import { WorldError } from '../truth.js'
import { columnsOf } from './columns.js'
import type { Page } from './page.js'
import { parseTyped, type Typed } from './typed.js'

export interface ChatOptions {
  stage: Stage
  page: Page
  /** Key of the room that one is in, and whom one is at first. */
  room: string
  who: string
  zone: string
  input: Readable
  output: Writable
}

/** What one says takes this long, so that an answer that keeps its distance to the last one is seen. */
const MOMENT: Millis = 15_000

/**
 * A prompt to be a member of a played group: what is typed is said there, the bot's answers appear, time passes when one
 * says so. Ends at `quit` or at the end of the input.
 */
export async function chat(options: ChatOptions): Promise<void> {
  const { input, output } = options
  const visit = new Visit(options)
  const prompt = createInterface({ input, output, prompt: '' })
  prompt.on('SIGINT', () => prompt.close())
  const write = (text: string) => void output.write(`${text}\n`)
  const lines = prompt[Symbol.asyncIterator]()
  write(visit.welcome())
  for (;;) {
    prompt.setPrompt(visit.prompt())
    prompt.prompt()
    const { value, done } = await lines.next()
    const typed: Typed = done ? { kind: 'quit' } : parseTyped(String(value))
    if (typed.kind === 'quit') break
    try {
      await visit.take(typed, write)
    } catch (error) {
      if (!(error instanceof WorldError)) throw error
      write(error.code === 'NOT_IN_ROOM' ? `  ${outside}` : `  ${error.message}`)
    }
  }
  prompt.close()
}

const outside = '已经不在群里了，/我是 谁谁 换个人，或用原来的名字再扫码进来 (no longer in the group; be somebody else)'

class Visit {
  readonly #o: ChatOptions
  #who: string
  /** Acts before this one were shown. */
  #shown: number

  constructor(options: ChatOptions) {
    this.#o = options
    this.#who = options.who
    this.#shown = options.stage.acts.length
  }

  welcome(): string {
    const { stage, room } = this.#o
    const me = this.#name(this.#who)
    const others = stage.world.members(room).map(({ who }) => who)
    const named = others.filter(who => who !== BOT && who !== this.#who && !isMadeUp(who)).map(who => this.#name(who))
    const [other = me] = named
    const rows = [
      ['/签到榜', '试试看 (try this)'],
      ['在家兼职，日结300，加我V：xk8852', '再试试这句 (and this)'],
      [`/我是 ${other}`, '换个人，新名字就是新人进群 (be somebody else; a new name joins)'],
      [`@${other}: 早`, '替别人说一句 (one line as somebody else)'],
      ['私聊: /帮助', '私下对小助说 (to the bot in private)'],
      ['+10m  +2h  +1d', '时间过去 (time passes)'],
      ['?  quit', '再看一遍，结束 (this again, the end)'],
    ] as const
    return [
      '',
      `━━ 轮到你了：你是「${stage.world.topicOf(room)}」里的${me}，打字就是在群里说话`,
      `   Your turn. You are ${me}; what you type is said in the group.`,
      `   群里有 (here are)：${named.join('、')}`,
      ...rows.map(([typed, about]) => `   ${typed}${' '.repeat(Math.max(2, 36 - columnsOf(typed)))}${about}`),
    ].join('\n')
  }

  prompt(): string {
    const { stage, zone } = this.#o
    const time = DateTime.fromMillis(stage.now(), { zone }).setLocale('zh-CN').toFormat('ccc HH:mm')
    return `${time} ${this.#name(this.#who)}> `
  }

  /** Does what was typed and shows what came of it. Throws a WorldError for what WeChat would not allow. */
  async take(typed: Typed, write: (text: string) => void): Promise<void> {
    const { stage, room } = this.#o
    const { world } = stage
    switch (typed.kind) {
      case 'how':
        return write(this.welcome())
      case 'wrong':
        return write(`  ${typed.problem}`)
      case 'become':
        if (typed.who === world.name(BOT)) return write('  小助自己会说话 (the bot speaks for itself)')
        this.#who = this.#enter(typed.who)
        return this.#pass(MOMENT, write)
      case 'say': {
        // 「@小助: 签到」 is said to the bot, not as the bot.
        const toBot = typed.who === world.name(BOT)
        const who = typed.who === undefined || toBot ? this.#who : this.#enter(typed.who)
        world.say({ room, who, text: toBot ? `@${typed.who} ${typed.text}` : typed.text })
        return this.#pass(MOMENT, write)
      }
      case 'private': {
        const who = typed.who === undefined ? this.#who : this.#enter(typed.who)
        if (!world.mayWrite(who)) world.friend({ who, hello: `我是${this.#name(who)}` })
        await this.#pass(0, write)
        world.dm({ who, text: typed.text })
        return this.#pass(MOMENT, write)
      }
      case 'pass': {
        const before = this.#shown
        await this.#pass(typed.span, write)
        if (this.#shown === before) write('  没有动静 (nothing happened)')
        return
      }
      case 'nothing':
      case 'quit':
        return
    }
  }

  /** The person of this name; who is not in the group yet comes in by its QR code. */
  #enter(name: string): string {
    const { world } = this.#o.stage
    const inside = world.members(this.#o.room).map(({ who }) => who)
    const called = (who: string) => who !== BOT && (who === name || this.#name(who) === name)
    const member = inside.find(called)
    if (member !== undefined) return member
    const who = world.people.find(called) ?? name
    world.addPerson(who, name)
    world.join({ room: this.#o.room, who: [who], via: 'qr' })
    return who
  }

  /** Lets time pass, and shows what the bot did on the way. */
  async #pass(span: Millis, write: (text: string) => void): Promise<void> {
    const { stage, page } = this.#o
    const show = () => {
      for (; this.#shown < stage.acts.length; this.#shown += 1) {
        const act = stage.acts[this.#shown]
        if (!act) continue
        for (const { text } of page.lines({ kind: 'act', at: act.at, act })) write(text)
      }
      return false
    }
    await stage.idle()
    show()
    await stage.advance(stage.now() + span, show)
    show()
  }

  #name(who: string): string {
    return this.#o.stage.world.name(who)
  }
}

/** The regulars that only fill the room. */
function isMadeUp(who: string): boolean {
  return /^r\d+$/.test(who)
}
