/**
 * WeChat's notices in a room (MsgType 10000) to an account whose language is Chinese. They name people by display name
 * only, and their spaces are theirs: wechaty-puppet-wechat4u's patterns depend on them.
 */
export const notices = {
  youInvited: (who: readonly string[]) => `你邀请"${who.join('、')}"加入了群聊  `,
  invited: (by: string, who: readonly string[]) => `"${by}"邀请"${who.join('、')}"加入了群聊`,
  invitedYou: (by: string, others: readonly string[]) =>
    others.length > 0 ? `"${by}"邀请你加入了群聊，群聊参与人还有：${others.join('、')}` : `"${by}"邀请你加入了群聊`,
  joinedByYourCode: (who: string) => `"${who}"通过扫描你分享的二维码加入群聊`,
  joinedByCode: (who: string, of: string) => `" ${who}"通过扫描"${of}"分享的二维码加入群聊`,
  youRemoved: (who: string) => `你将"${who}"移出了群聊`,
  removedYou: (by: string) => `你被"${by}"移出群聊`,
  youSetTopic: (topic: string) => `你修改群名为“${topic}”`,
  setTopic: (by: string, topic: string) => `"${by}"修改群名为“${topic}”`,
  youBefriended: (who: string) => `你已添加了${who}，现在可以开始聊天了。`,
}
