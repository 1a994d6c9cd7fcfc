export const texts = {
  'zh-CN': { title: '话题', later: '话题功能还没做好，做好了会告诉你' },
  en: { title: 'topics', later: 'topics are not built yet; you will hear of it' },
}
