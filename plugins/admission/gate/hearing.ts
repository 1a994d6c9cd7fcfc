import { atLeast, type Ctx, FRESH, type Passed } from '../../../src/kernel/plugin.js'
import type { AdmissionConfig } from '../config.js'
import { agrees } from '../door/courtesy.js'
import { passes, type Said } from '../door/keys.js'
import { matchPhrase, phraseId } from '../door/phrase.js'
import { putToAdmins } from './asking.js'
import { dismissCases, isGated, keyed, lacksConsent, passGate } from './passing.js'
import { gatesOf } from './records.js'
import { setNextRound } from './rounds.js'
import { tellOfLeak } from './telling.js'
import { howOf, type Way } from './wording.js'

/** No phrase is said in a longer message. */
const LONGEST = 100
/** 「啥暗号？」, 「怎么进？」: somebody wants to know how one passes. */
const asksHow =
  /暗号|口令|密码|门槛|票码|(?:怎么|咋|如何|怎样)(?:才能|样)?(?:进|过|通过|加|弄|办|答)|(?:啥|什么)(?:意思|情况|要求)|找谁|(?:pass(?:phrase|word)|how do i)/iu

type Ours = Ctx<AdmissionConfig>

/**
 * What somebody at the gate says in the room. A key, as a whole message, opens it, as in private; 「同意」 is heard; who asks
 * how to pass, or says a phrase that is over, is answered once. All else is talk, and no try.
 */
export async function hearAtGate(ctx: Ours, way: Way, said: Said): Promise<Passed> {
  // First what concerns him: a crash on the way loses the owner's advice, and not the word that was said.
  const passed = await hear(ctx, way, said)
  if (said.text.length <= LONGEST && !atLeast(ctx.member(said.member).role, 'admin')) await hearLeak(ctx, way, said)
  return passed
}

async function hear(ctx: Ours, way: Way, said: Said): Promise<Passed> {
  const { member, text } = said
  if (ctx.member(member).before || !(await isGated(ctx, member))) return
  const found = text.length <= LONGEST ? await passes(ctx, said) : undefined
  const name = ctx.member(member).name
  const answer = async (key: string, values: Record<string, string> = {}) => {
    // Where the bot only looks on it answers commands alone.
    if (ctx.mode === 'observe') return
    await ctx.say(ctx.text(key, { name, ...values }), { id: 'gate|answer', manner: 'reply' })
  }
  if (found) {
    if (lacksConsent(ctx, member)) {
      await dismissCases(ctx, member)
      await gatesOf(ctx.store).update(member, gate => gate && keyed(gate, found.source, ctx.now()))
      await setNextRound(ctx)
      await answer('gate.agreeNext')
      return 'stop'
    }
    await passGate(ctx, member, found)
    await answer('gate.passed')
    return 'stop'
  }
  if (agrees(text) && lacksConsent(ctx, member)) {
    await ctx.books.consent.agree(ctx.community, member, { version: ctx.config.rules.version, at: said.at })
    const gate = await gatesOf(ctx.store).get(member)
    if (gate?.keyed) {
      await passGate(ctx, member)
      await answer('gate.agreed')
    } else {
      await answer('gate.agreedMore', { how: howOf(ctx, way) })
      if (way === 'approval') await putToAdmins(ctx, [member])
    }
    return 'stop'
  }
  const old = way === 'passphrase' && matchPhrase(ctx.config.passphrases, text, said.at, ctx.zone).kind === 'expired'
  if (ctx.now() - said.at > FRESH || !(old || asksHow.test(text))) return
  const gate = await gatesOf(ctx.store).get(member)
  if (!gate || (gate.answered !== undefined && gate.answered !== said.cause)) return
  await gatesOf(ctx.store).update(member, known => known && { ...known, answered: said.cause })
  if (ctx.mode === 'observe') return
  const where = ctx.text(old ? 'gate.old' : 'gate.where', { how: howOf(ctx, way) })
  await ctx.say(where, { id: 'gate|answer', manner: 'reply', mentions: [member] })
  return
}

/** What was said is one of the phrases, where everybody reads it. */
async function hearLeak(ctx: Ours, way: Way, { text, at }: Said): Promise<void> {
  if (way !== 'passphrase') return
  const match = matchPhrase(ctx.config.passphrases, text, at, ctx.zone)
  if (match.kind !== 'right') return
  await tellOfLeak(ctx, { id: phraseId(match.phrase.text), source: match.phrase.source })
}
