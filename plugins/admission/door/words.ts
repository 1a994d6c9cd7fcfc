import { addDays, args, atLeast, type CommandCtx, dateOf, definePart, rest } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import { type AdmissionConfig, admissionConfig } from '../config.js'
import type { DoorCtx } from './doors.js'
import { hear } from './hearing.js'
import { isAlive, normal, type Phrase } from './phrase.js'
import { talkOf } from './talk.js'
import { timesUsed } from './uses.js'

type Command = CommandCtx<AdmissionConfig>

/** The words that open the door: candidates say them (`/暗号 …`), the owner makes and ends them. */
export const wordsPart = definePart(admissionConfig, {
  commands: [
    {
      names: ['暗号', 'pass'],
      who: 'outsider',
      in: 'private',
      args: args({ said: rest({ name: '暗号', optional: true, max: 200 }) }),
      example: '/暗号 你拿到的那句话',
      record: ({ said }) => /^(?:新增|停用)/u.test(said ?? ''),
      async run(ctx, { said }) {
        const [word = '', ...words] = (said ?? '').split(/\s+/u)
        const owns = atLeast(ctx.caller.role, 'owner')
        if (owns && word === '新增') return addPhrase(ctx, words)
        if (owns && word === '停用') return endPhrase(ctx, words.join(' '))
        if (owns) return listPhrases(ctx)
        if (said === undefined) return ctx.reply(ctx.text('phraseUsage'))
        await hearTyped(ctx, said)
      },
    },
  ],
})

/** A word that was typed as a command is heard like any other. */
export async function hearTyped(ctx: Command, said: string): Promise<void> {
  const { member, sentAt, id } = ctx.message
  const friend = await ctx.isFriend(member)
  await hear(talkOf(ctx, member, { at: sentAt, cause: id, friend }), said)
}

/** The community's rooms: what its owner sets holds in all of them. */
function own(ctx: Command): DoorCtx[] {
  return ctx
    .rooms()
    .filter(({ community }) => community === ctx.community)
    .map(({ key }) => ctx.at(key))
}

/** 「夜跑不孤单 公众号 2031-03-31」: the phrase, and in any order a source and its last day. */
async function addPhrase(ctx: Command, [text = '', ...about]: string[]): Promise<void> {
  if (normal(text).length < 2) return ctx.decline(ctx.text('phraseShort'))
  const isDay = (word: string) => /^\d{4}-\d{2}-\d{2}$/u.test(word)
  const expires = about.find(isDay)
  const source = about.find(word => !isDay(word)) ?? ''
  const phrase: Phrase = { text, source, maxUses: 0, ...(expires === undefined ? {} : { expires }) }
  ctx.concerns('admission.passphrases')
  for (const room of own(ctx)) {
    const others = room.config.passphrases.filter(each => normal(each.text) !== normal(text))
    await room.set('passphrases', [...others, phrase])
  }
  await ctx.reply(ctx.text(ctx.config.mode === 'passphrase' ? 'phraseAdded' : 'phraseAddedUnused'))
}

/** It ends with yesterday and stays in the list: who says it is told that it is over. */
async function endPhrase(ctx: Command, text: string): Promise<void> {
  const yesterday = addDays(dateOf(ctx.now(), ctx.zone), -1)
  let found = false
  for (const room of own(ctx)) {
    const { passphrases } = room.config
    if (!passphrases.some(each => normal(each.text) === normal(text))) continue
    found = true
    await room.set(
      'passphrases',
      passphrases.map(each => (normal(each.text) === normal(text) ? { ...each, expires: yesterday } : each)),
    )
  }
  if (!found) return ctx.decline(ctx.text('phraseUnknown'))
  ctx.concerns('admission.passphrases')
  await ctx.reply(ctx.text('phraseEnded'))
}

async function listPhrases(ctx: Command): Promise<void> {
  const lines = []
  for (const phrase of ctx.config.passphrases) {
    const used = await timesUsed(doorStore(ctx), ctx.community, phrase.text)
    lines.push(
      ctx.text(isAlive(phrase, ctx.now(), ctx.zone) ? 'phraseLine' : 'phraseLineOver', {
        text: phrase.text,
        source: phrase.source === '' ? '' : ctx.text('phraseSource', { source: phrase.source }),
        used: phrase.maxUses === 0 ? used : `${used}/${phrase.maxUses}`,
        until: phrase.expires === undefined ? '' : ctx.text('phraseUntil', { date: phrase.expires }),
      }),
    )
  }
  await ctx.reply(ctx.text('phraseList', { list: lines.join('\n') }))
}
