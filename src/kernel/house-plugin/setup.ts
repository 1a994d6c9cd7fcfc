import { loadConfigFrom } from '../../config/load.js'
import {
  nextQuestion,
  type SetupAnswers,
  setupFile,
  setupKey,
  setupPlugins,
  setupQuestions,
} from '../../config/setup.js'
import { leaves } from '../../config/tree.js'
import type { MessageEvent, Millis } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import type { Passed, PeopleSpec } from '../contract.js'
import type { Ctx } from '../given.js'
import type { Store } from '../store.js'
import { command } from './commands.js'
import type { Works } from './index.js'

/** How long somebody may think about an answer; a day after his last one he is reminded once. */
const PATIENCE: Millis = 7 * 86_400_000
const REMIND_AFTER: Millis = 86_400_000

/** Where somebody is in setting up his group. */
interface Progress {
  answers: SetupAnswers
  at: Millis
}

/**
 * `/开群向导`: the owner answers at most eight questions in private, and his group has a gate, rules, a size and a
 * check-in. What he answered holds at once, as if he had set it by command; the same as a YAML goes to him as a file, for
 * the operators. In Redis, this file the only owner: `p:house:ROOM:setup` hash member → Progress, until it is over.
 */
export class Setup {
  readonly #works: () => Works

  constructor(works: () => Works) {
    this.#works = works
  }

  async begin(ctx: Ctx, member: MemberKey): Promise<void> {
    const known = await progressOf(ctx.store).get(member)
    const goesOn = known !== undefined && ctx.now() - known.at < PATIENCE
    const answers = goesOn ? known.answers : { topic: ctx.room.topic }
    await this.#ask(ctx, member, answers, goesOn ? 'setupAgain' : 'setupHello')
  }

  /** What somebody writes in private while he is asked. */
  async heard(ctx: Ctx, message: MessageEvent): Promise<Passed> {
    const { member } = message
    const known = await progressOf(ctx.store).get(member)
    if (!known || ctx.now() - known.at >= PATIENCE) return undefined
    const said = authoredText(message.parts)
    if (/^(?:取消|不弄了|算了|cancel)$/i.test(said.trim())) {
      await this.#end(ctx, member)
      await ctx.dm(member, ctx.text('setupCancelled'), { manner: 'reply' })
      return 'stop'
    }
    const question = nextQuestion(known.answers)
    const read = question?.read(said)
    if (!question || !read) return undefined
    if ('problem' in read) await ctx.dm(member, this.#word(read.problem), { manner: 'reply' })
    else await this.#ask(ctx, member, { ...known.answers, ...read }, undefined)
    return 'stop'
  }

  /** Says once how many questions are left. */
  async remind(ctx: Ctx, member: MemberKey): Promise<void> {
    const known = await progressOf(ctx.store).get(member)
    if (!known || ctx.now() - known.at >= PATIENCE) return
    const question = nextQuestion(known.answers)
    if (!question) return
    const text = ctx.text('setupRemind', { left: openIn(known.answers), question: this.#word(question.ask) })
    await ctx.dm(member, text, { manner: 'notice' })
  }

  async #ask(ctx: Ctx, member: MemberKey, answers: SetupAnswers, hello: string | undefined): Promise<void> {
    const question = nextQuestion(answers)
    if (!question) return this.#finish(ctx, member, answers)
    await progressOf(ctx.store).set(member, { answers, at: ctx.now() })
    await ctx.later('setupReminder', { member }, ctx.now() + REMIND_AFTER, { id: `setup|${member}` })
    const greeting = hello === undefined ? '' : `${ctx.text(hello, { topic: ctx.room.topic, left: openIn(answers) })}\n`
    await ctx.dm(member, `${greeting}${this.#word(question.ask)}`, { manner: 'reply' })
  }

  async #finish(ctx: Ctx, member: MemberKey, answers: SetupAnswers): Promise<void> {
    const { house } = this.#works()
    const { room, community } = ctx
    const file = setupFile(answers, room.key)
    const key = house.config.all.communities[community] ? community : setupKey(answers.topic ?? '', [])
    // What the operators will get passes `check`; anything else would be a mistake of this program's.
    const checked = loadConfigFrom({ [`groups/${key}.yaml`]: file }, house.config.all.plugins)
    if (!checked.config) throw new Error(checked.problems.map(({ message }) => message).join('\n'))
    for (const [plugin, values] of Object.entries(setupPlugins(answers))) {
      // The mode last: it wants its phrases to be there.
      const wanted = leaves(values).sort(([one], [other]) => Number(one[0] === 'mode') - Number(other[0] === 'mode'))
      for (const [path, value] of wanted) await house.config.set(room.key, plugin, path.join('.'), value)
      if (values['run'] === undefined) await house.config.set(room.key, plugin, 'run', 'enforce')
    }
    await this.#end(ctx, member)
    await house.reconcile()
    await ctx.dm(member, ctx.text('setupDone', { topic: room.topic }), { id: 'done', manner: 'reply' })
    const content = Buffer.from(file).toString('base64')
    await ctx.act({ act: 'file', member, name: `${key}.yaml`, content }, { id: 'file' })
  }

  async #end(ctx: Ctx, member: MemberKey): Promise<void> {
    await progressOf(ctx.store).delete(member)
    await ctx.cancel(`setup|${member}`)
  }

  #word([zh, en]: readonly [string, string]): string {
    return this.#works().house.config.main.locale === 'en' ? en : zh
  }
}

export function setupCommands(setup: Setup) {
  return [
    command({
      names: ['开群向导', 'setup'],
      bare: ['开群向导'],
      who: 'owner',
      in: 'private',
      help: '几句话把群设好',
      order: 55,
      run: ctx => setup.begin(ctx, ctx.caller.key),
    }),
  ]
}

/** Who is in the middle of setting up a group. */
export const setupPeople: PeopleSpec = {
  async merge(store, from, into) {
    const progress = progressOf(store)
    const known = await progress.get(from)
    if (!known) return
    await progress.setNew(into, known)
    await progress.delete(from)
  },
  export: (store, member) => progressOf(store).get(member),
  async erase(store, member) {
    await progressOf(store).delete(member)
  },
}

function progressOf(store: Store) {
  return store.hash<Progress>('setup')
}

/** How many questions are still to come, as far as the answers tell. */
function openIn(answers: SetupAnswers): number {
  return setupQuestions.filter(({ key, when }) => answers[key] === undefined && (when?.(answers) ?? true)).length
}
