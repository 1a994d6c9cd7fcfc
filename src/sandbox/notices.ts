/**
 * WeChat's grey lines as an account in Chinese gets them, blanks included: two after an invitation by oneself, one
 * before the name of who scanned somebody else's code (docs/platform.md). Names are display names.
 */
export const notices = {
  invitedByBot: (names: readonly string[]) => `你邀请"${names.join('、')}"加入了群聊  `,
  invited: (inviter: string, names: readonly string[]) => `"${inviter}"邀请"${names.join('、')}"加入了群聊`,
  scannedBotsCode: (name: string) => `" ${name}"通过扫描你分享的二维码加入群聊`,
  scannedCode: (name: string, sharer: string) => `" ${name}"通过扫描"${sharer}"分享的二维码加入群聊`,
  cameIn: (names: readonly string[]) => `"${names.join('、')}"加入了群聊`,
  botInvited: (inviter: string, others: readonly string[]) =>
    `"${inviter}"邀请你加入了群聊${others.length > 0 ? `，群聊参与人还有：${others.join('、')}` : ''}`,
  renamedByBot: (topic: string) => `你修改群名为“${topic}”`,
  renamed: (by: string, topic: string) => `"${by}"修改群名为“${topic}”`,
  removedByBot: (name: string) => `你将"${name}"移出了群聊`,
  botRemoved: (by: string) => `你被"${by}"移出群聊`,
  befriended: (name: string) => `你已添加了${name}，现在可以开始聊天了。`,
} as const

/** What stands in a notice for a name that came through garbled. */
export const garbledName = '*'

/** The lines about people who come in: one for an invitation, one each for a scanned code. `by`: who brought them. */
export function joinLines(
  names: readonly string[],
  by: { bot: boolean; name: string } | undefined,
  via: 'invite' | 'qr',
): string[] {
  if (!by) return [notices.cameIn(names)]
  if (via === 'invite') return [by.bot ? notices.invitedByBot(names) : notices.invited(by.name, names)]
  return names.map(name => (by.bot ? notices.scannedBotsCode(name) : notices.scannedCode(name, by.name)))
}
