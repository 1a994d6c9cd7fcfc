import { decodeWebName } from '../web-text.js'
import type { ContactBook } from './contact-book.js'
import type { PuppetInside, WebContact } from './wechat4u-client.js'

/**
 * Lets the puppet find people and rooms in our book. Unmodified, it asks for who is unknown over and over for 51 s,
 * and looks through all members three times for every `@` of every message (docs/platform.md).
 */
export function answerLookups(inside: PuppetInside, book: () => ContactBook): void {
  const find = async (id: string): Promise<WebContact> => {
    const known = book().find(id) ?? (await book().ask(id, 'now'))
    if (!known) throw new Error('WeChat knows nobody by this id')
    return known
  }
  inside.contactRawPayload = find
  inside.roomRawPayload = find

  const search = inside.roomMemberSearch
  inside.roomMemberSearch = async (room, query, members) => {
    if (typeof query !== 'string' || query === '' || members) return search.call(inside, room, query, members)
    return namesIn(await find(room), book()).get(query) ?? []
  }
}

/** By the list of members, which is a new one whenever it is fetched. */
const names = new WeakMap<object, Map<string, string[]>>()

/** Cards, names and remarks of a room's members, as messages show them, and whose they are. */
function namesIn(room: WebContact, book: ContactBook): Map<string, string[]> {
  const list = room.MemberList ?? []
  const known = names.get(list)
  if (known) return known
  const called = new Map<string, string[]>()
  for (const { UserName, DisplayName, NickName } of list) {
    const all = [DisplayName ?? '', NickName ?? '', book.remark(UserName)]
    for (const name of new Set(all.map(decodeWebName))) {
      if (name !== '') called.set(name, [...(called.get(name) ?? []), UserName])
    }
  }
  names.set(list, called)
  return called
}
