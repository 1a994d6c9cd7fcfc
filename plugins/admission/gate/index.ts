import { authoredText, definePart, type MemberKey, z } from '../../../src/kernel/plugin.js'
import { admissionConfig } from '../config.js'
import { toWelcome } from '../welcome.js'
import { sortArrivals } from './arrivals.js'
import { takeFromAdmins } from './asking.js'
import { hearAtGate } from './hearing.js'
import { told, unsure, untold } from './plan.js'
import { gatePeople, gatesOf } from './records.js'
import { awakeIn, goRound, NOTICE, ROUND, setNextRound } from './rounds.js'
import { tellInviter, tellingPeople, tellOwners } from './telling.js'
import { gateTexts } from './texts.js'
import { wayOf } from './wording.js'

/** A notice that was surely not sent is said anew after this long. */
const RETRY = 30 * 60_000

/**
 * The gate inside the room, for whoever came in without having been let in: he is told what to do and how long he has,
 * reminded, and removed when his time is over. Nobody is removed who was not really told, and nights do not count.
 */
export const gatePart = definePart(admissionConfig, {
  texts: gateTexts,
  on: {
    async joined(ctx, event) {
      const sorted = await sortArrivals(ctx, event)
      const strangers = sorted.filter(({ rightful }) => !rightful).map(({ member }) => member)
      const { onUninvited, welcome } = ctx.config
      const gated = onUninvited === 'gate' ? strangers : []
      await toWelcome(
        ctx,
        sorted.filter(({ member, fromNextDoor }) => !fromNextDoor && !gated.includes(member)),
      )
      if (strangers.length > 0 && onUninvited === 'tell') await tellOwners(ctx, strangers, event.by)
      if (gated.length === 0) return
      const now = ctx.now()
      for (const member of gated) {
        await gatesOf(ctx.store).update(member, known =>
          known?.cause === event.id
            ? known
            : {
                cause: event.id,
                since: now,
                ...(event.by === undefined ? {} : { by: event.by }),
                tellAt: now + welcome.merge,
                reminded: 0,
              },
        )
      }
      if (event.by !== undefined) await tellInviter(ctx, event.by, gated)
      await setNextRound(ctx)
    },
    async left(ctx, event) {
      const gates = gatesOf(ctx.store)
      let some = false
      for (const member of event.members) {
        if ((await gates.get(member)) === undefined) continue
        some = true
        await takeFromAdmins(ctx, member)
        await gates.delete(member)
      }
      if (some) await setNextRound(ctx)
    },
    async settled(ctx, { id, action, outcome }) {
      if (action.act !== 'say' || !id.endsWith(NOTICE)) return
      const now = ctx.now()
      await Promise.all(
        (action.mentions ?? []).map((member: MemberKey) =>
          gatesOf(ctx.store).update(member, gate => {
            if (!gate) return undefined
            if (outcome === 'done') return told(gate, now)
            if (outcome === 'unknown') return unsure(gate, ctx.config, awakeIn(ctx), now)
            return untold(gate, now + RETRY)
          }),
        ),
      )
      await setNextRound(ctx)
    },
    message: {
      async gate(ctx, message) {
        const text = authoredText(message.parts).trim()
        const way = text === '' ? undefined : wayOf(ctx)
        if (way === undefined) return
        return hearAtGate(ctx, way, { member: message.member, text, at: message.sentAt, cause: message.id })
      },
    },
  },
  jobs: {
    [ROUND]: {
      data: z.object({ due: z.number() }),
      run: (ctx, round) => goRound(ctx, wayOf(ctx), round),
    },
  },
  people: {
    async merge(store, from, into) {
      await gatePeople.merge(store, from, into)
      await tellingPeople.merge(store, from, into)
    },
    async export(store, member) {
      const own = [await gatePeople.export(store, member), await tellingPeople.export(store, member)]
      return own.every(one => one === undefined) ? undefined : Object.assign({}, ...own)
    },
    async erase(store, member) {
      await gatePeople.erase(store, member)
      await tellingPeople.erase(store, member)
    },
  },
})
