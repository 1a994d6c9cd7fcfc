/** What the capacity plugin says. Operators override any line under `texts:` in capacity.yaml. */
export const texts = {
  'zh-CN': {
    title: '人数',
    cap: '上限 {cap} 人',
    ask: '现在上限 {cap} 人。用法：/上限 人数，例如 /上限 200',
    tooMany: '最多 {hard} 人。用法：/上限 人数，例如 /上限 200',
    pruneLater: '清人还没建好，现在谁也不会动。名单和预告做好了再来～',
    splitLater: '分群还没建好，现在不会建新群，也不会动任何人～',
  },
  en: {
    title: 'size',
    cap: 'Cap: {cap} people',
    ask: 'The cap is {cap} people. Usage: /cap number, for example /cap 200',
    tooMany: 'At most {hard} people. Usage: /cap number, for example /cap 200',
    pruneLater: 'Pruning is not built yet; nobody is touched.',
    splitLater: 'Splitting is not built yet; no room is made and nobody is touched.',
  },
}
