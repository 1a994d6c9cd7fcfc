/** What the health plugin says. Operators override any line under `texts:` in health.yaml. */
export const texts = {
  'zh-CN': {},
  en: {},
}
