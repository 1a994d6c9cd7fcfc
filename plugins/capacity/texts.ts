/** What the capacity plugin is called. Operators override any line of its parts under `texts:` in capacity.yaml. */
export const texts = {
  'zh-CN': { title: '人数' },
  en: { title: 'size' },
}
