export const texts = {
  'zh-CN': {
    title: '话题',
    inRoom: '【{room}】{text}',
    whichRoom: '有 {count} 个群都合得上，说一下是哪个：\n{list}\n也可以到那个群里发',
    whichRoomLine: '发 {line}',
    whichRoomAbout: '{about}：发 {line}',
    observing: '话题在这个群还只是试看，不做动作，这个先不办。群主发 /开 话题 就能用',
  },
  en: {
    title: 'topics',
    inRoom: '[{room}] {text}',
    whichRoom: 'it could be any of {count} groups; say which:\n{list}\nor send it in that group',
    whichRoomLine: 'send {line}',
    whichRoomAbout: '{about}: send {line}',
    observing: 'topics only look on in this group, so this is not done; the owner turns them on with /on topics',
  },
}
