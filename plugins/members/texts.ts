/** What the members plugin says; its parts have lines of their own. Operators override any under `texts:` in members.yaml. */
export const texts = {
  'zh-CN': {
    title: '成员',
    day: '{month}月{day}日',
    dayOfYear: '{year}年{month}月{day}日',
    before: '更早',
  },
  en: {
    title: 'members',
    day: '{month}-{day}',
    dayOfYear: '{year}-{month}-{day}',
    before: 'earlier',
  },
}
