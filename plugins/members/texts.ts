/** What the members plugin says. Operators override any line under `texts:` in members.yaml. */
export const texts = {
  'zh-CN': {},
  en: {},
}
