export const texts = {
  'zh-CN': {},
  en: {},
}
