import {
  atLeast,
  authoredText,
  BOT,
  type MemberKey,
  type MessageEvent,
  type Millis,
} from '../../../src/kernel/plugin.js'
import { type In, knownTopics, type Topic } from '../topic.js'
import { keepExcerpt, mayKeep } from './excerpts.js'
import { setForgetting } from './forgetting.js'
import { overAt, printsOf, type Turn, turnsOf } from './turns.js'
import { lengthOf, lettersOf, printOf } from './words.js'

/**
 * Takes in a message that was written while a topic was going on; what it says is kept only where it may be. Costs nothing
 * where there is no topic: those of a room are in memory.
 */
export async function hear(ctx: In, message: MessageEvent): Promise<void> {
  if (message.room === undefined || message.member === BOT) return
  const topic = (await knownTopics(ctx.store)).find(each => isOf(each, message.sentAt))
  if (!topic) return
  const text = authoredText(message.parts)
  await setForgetting(ctx, topic)
  await Promise.all([...heard(ctx, topic, message, text), keepExcerpt(ctx, topic, message, text)])
}

/** [start, end), however late the message comes in. */
function isOf(topic: Topic, at: Millis): boolean {
  return (topic.phase === 'open' || topic.phase === 'closed') && topic.start <= at && at < overAt(topic)
}

function heard(ctx: In, topic: Topic, message: MessageEvent, text: string): Promise<void>[] {
  const { id, member, sentAt: at, parts } = message
  const letters = lettersOf(text)
  const mentions = new Set(parts.flatMap(part => (part.kind === 'mention' && part.member ? [part.member] : [])))
  const replyTo = quotedMember(ctx, message)
  const turn: Turn = {
    member,
    at,
    length: lengthOf(letters),
    kind: text === '' ? 'other' : isNotice(ctx, message) ? 'notice' : 'words',
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions.size === 0 ? {} : { mentions: [...mentions] }),
  }
  const print = letters === '' ? undefined : printOf(letters, { pairs: mayKeep(ctx, member) })
  return [turnsOf(ctx.store, topic.id).set(id, turn), ...(print ? [printsOf(ctx.store, topic.id).set(id, print)] : [])]
}

/** Whom a message quotes, where only one person here is called so. */
export function quotedMember(ctx: In, { parts }: MessageEvent): MemberKey | undefined {
  const quote = parts.find(part => part.kind === 'quote')
  const found = quote ? ctx.find(quote.name) : []
  return found.length === 1 ? found[0]?.key : undefined
}

/** 【公告】…, @所有人 and the like by those who run the group. */
function isNotice(ctx: In, { member, text }: MessageEvent): boolean {
  if (!/^\s*(?:[【[［#＃]|(?:公告|通知|提醒))|[@＠](?:所有人|all\b)/iu.test(text)) return false
  return atLeast(ctx.member(member).role, 'admin')
}
