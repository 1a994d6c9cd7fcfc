import { type AnsweredEvent, FRESH, type MessageEvent, type Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { Asking } from './asked.js'
import type { Answering, Question } from './questions.js'
import type { Replies } from './replies.js'

/** Who asks, in which room's matter. */
export interface Asker {
  plugin: string
  room: RoomKey
}

/**
 * Asking people and taking their answers. A question reaches them by the ladder of law 13; the first answer counts, and
 * is told to whoever asked as an event in the room's lane. No answer in time is told too: it stands for option 1.
 */
export class Inquiries {
  readonly #house: House
  readonly #people: People
  readonly #replies: Replies
  /** Lists of people to a number of which nobody answers, and who was told so. */
  readonly #corrected = new Set<string>()
  /** Questions of which somebody was told how to answer; in memory alone, a second hint does no harm. */
  readonly #hinted = new Set<string>()

  constructor(house: House, people: People, replies: Replies) {
    this.#house = house
    this.#people = people
    this.#replies = replies
  }

  /**
   * Asks, durably and once per id. `shown` is put to the one who is asked at once, as the answer to what he just typed:
   * it may say more than the text that is stored. `aside` takes the text's place in an alert, which is logged: what
   * people wrote is not (law 8).
   */
  async ask({ plugin, room }: Asker, asking: Asking & { id: string; shown?: string; aside?: string }): Promise<void> {
    const house = this.#house
    await house.questions.ask({
      id: asking.id,
      plugin,
      about: asking.about,
      data: asking.data ?? null,
      room,
      to: asking.to,
      text: asking.text,
      options: asking.options,
      asked: house.now(),
      expires: asking.expires,
      label: asking.label ?? house.questions.freeLabel,
      state: 'open',
      ...(asking.inRoom ? { inRoom: true } : {}),
      ...(asking.ownReply ? { ownReply: true } : {}),
      ...(asking.quietly ? { quietly: true } : {}),
    })
    await house.timers.later({
      id: lapseId(asking.id),
      name: 'kernel.lapse',
      room,
      due: asking.expires,
      data: { question: asking.id },
    })
    if (asking.quietly) return
    const [only] = asking.to
    if (asking.shown !== undefined && only !== undefined) {
      const action = asking.inRoom
        ? ({ act: 'say', room, text: asking.shown, mentions: asking.to } as const)
        : ({ act: 'dm', member: only, text: asking.shown } as const)
      const id = `${asking.id}|${asking.inRoom ? 'room' : only}`
      await this.#replies.post({ id, origin: 'kernel', action }, { to: only, ...(asking.inRoom ? { room } : {}) })
      return
    }
    if (asking.inRoom) {
      const action = { act: 'say', room, text: asking.text, mentions: asking.to } as const
      await this.#replies.post({ id: `${asking.id}|room`, origin: 'kernel', action })
      return
    }
    await this.#deliver({ ...asking, room })
  }

  /**
   * In private; to those who are no friends, one @ in the room without content, and the operators are told (law 13).
   * Where somebody else could be asked, the same people get that @ once a day at most.
   */
  async #deliver(
    {
      id,
      to,
      text,
      expires,
      room,
      aside,
    }: Pick<Question, 'id' | 'to' | 'text' | 'expires' | 'room'> & { aside?: string },
    { again = false } = {},
  ): Promise<void> {
    const { refresh, outbox, alert, now } = this.#house
    const friends: MemberKey[] = []
    for (const member of to) if ((await refresh(member))?.friend === true) friends.push(member)
    const others = to.filter(member => !friends.includes(member))
    const note = { origin: 'kernel', manner: 'notice', expires } as const
    for (const member of friends) {
      await outbox.post({ ...note, id: `${id}|${member}`, action: { act: 'dm', member, text } })
    }
    const atRest = room !== undefined && this.#house.books.silence.isSilent(room, now())
    if (others.length > 0 && room !== undefined && !atRest) {
      const day = Math.floor(now() / DAY)
      await outbox.post({
        ...note,
        id: friends.length === 0 ? `${id}|hint` : `hint|${room}|${others.join('|')}|${day}`,
        action: { act: 'say', room, text: this.#house.text('cannotWrite'), mentions: others },
      })
    }
    if (!again && (others.length > 0 || to.length === 0)) alert(aside ?? text)
  }

  /** What was asked about is over: nobody need answer any more. */
  async withdraw(id: string): Promise<void> {
    const { questions } = this.#house
    if (!(await questions.lapse(id))) return
    await this.#close(id)
    await questions.told(id)
  }

  /** Takes a message as an answer to what was asked of this person here; false when it is none. */
  async take(message: MessageEvent): Promise<boolean> {
    const { questions, now } = this.#house
    if (!questions.concerns(message.member) || now() - message.sentAt > FRESH) return false
    const said = await questions.answer(message.member, message.room, authoredText(message.parts), now())
    if (said.kind === 'none') return false
    if (said.kind === 'no such option' && said.question.about === 'pick') {
      // One word is enough for somebody who was given a list; what else he counts is talk.
      if (this.#corrected.has(said.question.id)) return true
      this.#corrected.add(said.question.id)
    }
    if (said.kind !== 'answered' || !said.question.ownReply) {
      const text = this.#replyTo(said, message.member)
      const place =
        message.room === undefined
          ? ({ act: 'dm', member: message.member } as const)
          : ({ act: 'say', room: message.room } as const)
      const asked = { to: message.member, ...(message.room === undefined ? {} : { room: message.room }) }
      await this.#replies.post({ id: `${message.id}|answer`, origin: 'kernel', action: { ...place, text } }, asked)
    }
    if (said.kind === 'answered') await this.#over(said.question)
    return true
  }

  /**
   * What somebody wrote in private was neither an answer nor anything else that is known, and one question waits for him
   * there: he is told once how to answer it.
   */
  async hint(message: MessageEvent): Promise<void> {
    const { questions, now } = this.#house
    const { member } = message
    if (message.room !== undefined || !questions.concerns(member) || now() - message.sentAt > FRESH) return
    const [only, ...more] = questions.openFor(member, undefined, now())
    if (!only || more.length > 0 || only.about === 'pick' || this.#hinted.has(only.id)) return
    const said = authoredText(message.parts).trim()
    if (said === '' || [...said].length > SHORT_WORDS) return
    this.#hinted.add(only.id)
    const options = only.options.map((option, at) => `${at + 1} ${option}`).join('  ')
    const action = { act: 'dm', member, text: this.#house.text('answerBy', { options }) } as const
    await this.#replies.post({ id: `${message.id}|hint`, origin: 'kernel', action }, { to: member })
  }

  /** The time of a question is over. */
  async lapse(id: string): Promise<void> {
    const lapsed = await this.#house.questions.lapse(id)
    if (lapsed) await this.#over(lapsed)
  }

  /** Goes on where a dead process stopped: reaches those it had not reached, tells again what it had closed and not told. */
  async recover(): Promise<void> {
    const { questions, now } = this.#house
    for (const question of questions.open) {
      const { id, room, to, text, inRoom, expires } = question
      if (expires <= now() || question.quietly) continue
      if (inRoom && room !== undefined) {
        const action = { act: 'say', room, text, mentions: to } as const
        await this.#replies.post({ id: `${id}|room`, origin: 'kernel', action })
      } else if (now() - question.asked < DAY) await this.#deliver(question, { again: true })
    }
    for (const question of this.#house.questions.untold) this.#tell(question)
  }

  #replyTo(said: Exclude<Answering, { kind: 'none' }>, member: MemberKey): string {
    const { text } = this.#house
    switch (said.kind) {
      case 'answered': {
        const { label, options, choice = 1 } = said.question
        // A case's number is worth repeating; a question's own is not.
        return text(label.startsWith('Q') ? 'chosenPlain' : 'chosen', { label, option: options[choice - 1] ?? '' })
      }
      case 'late':
        return text('alreadyDecided', { name: this.#people.name(said.question.by ?? member, said.question.room) })
      case 'over':
        return text(said.question.label.startsWith('Q') ? 'overPlain' : 'over', { label: said.question.label })
      case 'which': {
        const list = said.open.map(titleOf).join('\n')
        return text('which', { example: `${said.open[0]?.label ?? 'K1'} 1`, list })
      }
      case 'no such option':
        if (said.question.about === 'pick') return text('pickWrong', { count: said.question.options.length })
        return text(said.question.label.startsWith('Q') ? 'noSuchOptionPlain' : 'noSuchOption', {
          label: said.question.label,
          count: said.question.options.length,
        })
    }
  }

  async #over(question: Question): Promise<void> {
    await this.#close(question.id)
    this.#tell(question)
  }

  async #close(id: string): Promise<void> {
    this.#corrected.delete(id)
    this.#hinted.delete(id)
    await this.#house.timers.cancel(lapseId(id))
    // Whom the question has not reached yet need not read it any more.
    await this.#house.outbox.withdraw(record => record.id.startsWith(`${id}|`))
  }

  #tell(question: Question): void {
    const event: AnsweredEvent = {
      kind: 'answered',
      id: `answer|${question.id}`,
      ...(question.room === undefined ? {} : { room: question.room }),
      question: question.id,
      about: `${question.plugin}:${question.about}`,
      data: question.data,
      ...(question.choice === undefined ? {} : { choice: question.choice }),
      ...(question.by === undefined ? {} : { by: question.by }),
    }
    // Not awaited: it takes the lane of its room, which may be the one we are in. Until it was handled it counts as untold.
    this.#house.inHand
      .during('answer', async () => {
        await this.#house.receive(event)
        await this.#house.questions.told(question.id)
      })
      .catch((error: unknown) => {
        this.#house.log.error({ err: error, question: question.id }, 'an answer is told again at the next start')
      })
  }
}

const DAY: Millis = 86_400_000
/** Longer texts are no try at an answer. */
const SHORT_WORDS = 12

/** A question's first line, with the label that its answer needs. */
function titleOf({ label, text }: Question): string {
  const [title = ''] = text.split('\n')
  return title.startsWith(label) ? title : `${label} ${title}`
}

function lapseId(question: string): string {
  return `kernel|${question}`
}
