import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Puppet } from 'wechaty-puppet'

const PARSER = 'wechat4u/utils/parse-mention-id-list.js'

type Parser = (puppet: Puppet, roomId: string, text: string) => Promise<string[]>

/** wechaty-puppet-wechat4u as it is, never logged in, that knows one room and its members. */
export async function puppetWithRoom(
  roomId: string,
  members: readonly { id: string; name: string; card: string }[],
): Promise<{ mentions: (text: string) => Promise<string[]> }> {
  // It takes the process's uncaught errors upon itself.
  const own = new Set(process.listeners('uncaughtException'))
  const { PuppetWechat4u } = await import('wechaty-puppet-wechat4u')
  for (const listener of process.listeners('uncaughtException')) {
    if (!own.has(listener)) process.off('uncaughtException', listener)
  }
  const puppet = new PuppetWechat4u()
  const list = members.map(({ id, name, card }) => ({ UserName: id, NickName: name, DisplayName: card }))
  const contacts = Object.fromEntries(list.map(member => [member.UserName, { ...member, RemarkName: '' }]))
  const room = { UserName: roomId, NickName: '夜跑群', MemberList: list }
  // What its client would hold; TypeScript's `private` does not exist at run time.
  Object.assign(puppet, { wechat4u: { contacts: { ...contacts, [roomId]: room } } })
  puppet.login('@self')
  const parse = await parser()
  return { mentions: text => parse(puppet, roomId, text) }
}

/** Found beside the package's entry: it is no part of what the package offers. */
async function parser(): Promise<Parser> {
  const entry = createRequire(import.meta.url).resolve('wechaty-puppet-wechat4u')
  const path = join(dirname(entry).replace('/cjs/', '/esm/'), PARSER)
  const { parseMentionIdList } = (await import(pathToFileURL(path).href)) as { parseMentionIdList: Parser }
  return parseMentionIdList
}
