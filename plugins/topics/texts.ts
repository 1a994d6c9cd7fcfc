export const texts = {
  'zh-CN': { title: '话题' },
  en: { title: 'topics' },
}
