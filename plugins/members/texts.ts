/** What the members plugin says; its parts have lines of their own. Operators override any under `texts:` in members.yaml. */
export const texts = {
  'zh-CN': {
    title: '成员',
    day: '{month}月{day}日',
    dayOfYear: '{year}年{month}月{day}日',
    before: '更早',
    'place.named': '「{name}」',
    'place.community': '这个社群',
    'place.several': '几个群里都有叫这个名字的人，请到他在的群里发',
  },
  en: {
    title: 'members',
    day: '{month}-{day}',
    dayOfYear: '{year}-{month}-{day}',
    before: 'earlier',
    'place.named': '"{name}"',
    'place.community': 'this community',
    'place.several': 'Several in other rooms go by that name: send it in the room that is meant',
  },
}
