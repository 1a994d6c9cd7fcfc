export const texts = {
  'zh-CN': { title: '入群' },
  en: { title: 'admission' },
}
