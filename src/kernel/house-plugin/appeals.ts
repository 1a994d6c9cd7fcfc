import type { AnsweredEvent, MessageEvent, Millis } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import type { Case } from '../cases/cases.js'
import { args, rest } from '../commands/arguments.js'
import type { Passed } from '../contract.js'
import type { Ctx } from '../given.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** So long after a case somebody may still appeal; then its evidence is long gone and a person has to be asked. */
const OPEN_FOR: Millis = 30 * 86_400_000
/** Waking time in which the staff decide; silence leaves things as they are. */
const PATIENCE: Millis = 24 * 3_600_000
/** What staff read of a plea. */
const EXCERPT = 60

/** What somebody who was removed writes when he does not know of `/申诉`. */
const plea =
  /申诉|误[判踢杀会]|踢错|冤枉|解封|拉黑我|(?:为什么|为啥|为何|凭什么|凭啥|怎么|干嘛|谁)[^。！？\n]{0,8}(?:踢|移出|移除|拉黑|封)|(?:踢|移出|移除|请出)了?我|我[^。！？\n]{0,6}(?:被踢|被移|被封|没发广告|没有发广告|不是广告)/

/**
 * Appeals: who was removed or warned may ask in private that people look at it again. The staff are asked once per case,
 * with its number; what they decide is told to whoever asked. Nobody has to know a command for it.
 */
export class Appeals {
  readonly #works: () => Works

  constructor(works: () => Works) {
    this.#works = works
  }

  /** Words in private that read like a plea, from somebody who has a case; everybody else's are for the other plugins. */
  async heard(ctx: Ctx, message: MessageEvent): Promise<Passed> {
    const text = authoredText(message.parts)
    if (text.length > 500 || !plea.test(text)) return undefined
    const known = this.#caseOf(message.member, ctx.now())
    if (!known) return undefined
    await this.appeal(ctx, message.member, text, known)
    return 'stop'
  }

  /** Takes an appeal in the last case of this person. */
  async appeal(ctx: Ctx, member: MemberKey, text: string, found = this.#caseOf(member, ctx.now())): Promise<void> {
    const { house, people, inquiries } = this.#works()
    const say = (key: string, values: Record<string, string>) =>
      ctx.dm(member, ctx.text(key, values), { manner: 'reply' })
    if (!found) return say('appealNothing', {})
    const { number, community, room, name, reason } = found
    const id = `appeal|${number}`
    const asked = house.questions.get(id)
    // What still waits for the staff needs no second question.
    if (found.status === 'open' && !asked) return say('appealWaits', { number })
    if (asked) return say(asked.state === 'open' ? 'appealWaits' : 'appealDecided', { number })
    const topic = people.room(room).name
    const question = (said: string) => ctx.text('appealAsk', { number, name, reason, topic, said })
    const said = excerpt(text)
    await inquiries.ask(
      { plugin: 'house', room },
      {
        id,
        label: number,
        to: people.staff(community, 'admin').filter(each => each !== member),
        text: question(said === '' ? '' : ctx.text('appealSaid', { text: said })),
        aside: question(''),
        options: [ctx.text('appealKeep'), ctx.text('appealUndo')],
        about: 'appeal',
        data: { number, member },
        expires: ctx.awakeAfter(PATIENCE),
      },
    )
    await say('appealTaken', { number, topic, reason })
  }

  async answered(ctx: Ctx, { data, choice, by }: AnsweredEvent): Promise<void> {
    const { number, member } = data as { number: string; member: MemberKey }
    if (choice === 2 && by !== undefined) {
      const undone = await ctx.undo(number, by)
      // Who is asked back in is told so with the invitation.
      if (undone.ok && undone.invited) return
      await ctx.dm(member, ctx.text('appealUndone', { number }))
      return
    }
    await ctx.dm(member, ctx.text(choice === undefined ? 'appealUnanswered' : 'appealKept', { number }))
  }

  #caseOf(member: MemberKey, now: Millis): Case | undefined {
    return this.#works()
      .house.cases.all.filter(
        known =>
          known.member === member &&
          known.openedAt > now - OPEN_FOR &&
          known.status !== 'observed' &&
          known.status !== 'dismissed' &&
          known.status !== 'undone' &&
          known.as === undefined,
      )
      .at(-1)
  }
}

/** `/申诉 理由`: for those who know of it. */
export function appealCommands(appeals: Appeals) {
  return [
    command({
      names: ['申诉', 'appeal'],
      who: 'outsider',
      in: 'private',
      args: args({ reason: rest({ optional: true, name: '理由' }) }),
      example: '/申诉 我发的是自己的路线图',
      async run(ctx, { reason }) {
        await appeals.appeal(ctx, ctx.caller.key, reason ?? '')
      },
    }),
  ]
}

function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > EXCERPT ? `${flat.slice(0, EXCERPT)}…` : flat
}
