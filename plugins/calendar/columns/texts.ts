/** What is said about columns; what is said in them is other people's. */
export const texts = {
  'zh-CN': {
    'columns.none': '还没有专栏。请运维在 calendar.yaml 的 columns 里写一个，如 { name: 早读, cron: "0 7 * * *" }',
    'columns.unknown': '先写专栏的名字再写内容。现在有：{names}',
    'columns.nothing': '内容写在后面，如：/专栏 {name} 今天读第一章',
    'columns.taken': '收下了 [{no}]，「{name}」一共排着 {count} 篇，下一篇在 {when} 发',
    'columns.dropped': '[{no}] 撤下了，「{name}」不发这篇',
    'columns.noSuch': '没有 {no} 号稿子，也可能已经发了。发 /专栏 排期 看编号',
    'columns.plan': '专栏排期：\n{lines}',
    'columns.short': '排着 {count} 篇',
    'columns.line': '「{name}」下一篇 {when}，群里交的 {texts} 篇，文件 {files} 篇',
    'columns.item': '  [{no}] {text}',
    'columns.orphan': '[{no}] {text}（「{name}」这个专栏没有了，不会发）',
    'columns.empty': '「{topic}」的专栏「{name}」没有稿子了，这次就不发。发 /专栏 {name} 内容 可以补上。',
  },
  en: {
    'columns.none': 'there are no columns; operators add one under columns in calendar.yaml',
    'columns.unknown': 'first the name of a column, then the text. There are: {names}',
    'columns.nothing': 'the text comes behind it, like: /专栏 {name} today chapter one',
    'columns.taken': 'Taken [{no}]; {count} wait in "{name}", the next is posted on {when}',
    'columns.dropped': '[{no}] is taken back; "{name}" will not post it',
    'columns.noSuch': 'there is no number {no}, or it was posted; /专栏 排期 shows the numbers',
    'columns.plan': 'Columns:\n{lines}',
    'columns.short': '{count} wait',
    'columns.line': '"{name}": next on {when}, {texts} handed in, {files} files',
    'columns.item': '  [{no}] {text}',
    'columns.orphan': '[{no}] {text} (there is no column "{name}" any more; it is not posted)',
    'columns.empty':
      '"{name}" in "{topic}" has nothing left to post, so nothing was. Hand something in: /专栏 {name} text',
  },
}
