export const texts = {
  'zh-CN': {
    title: '入群',
    rules: '群规：\n{text}',
    noRules: '这个群还没有写下群规',
    welcome: '欢迎 {names}。{rules}',
    welcomeMany: '欢迎 {names} 等{count}位。{rules}',
    seeRules: '群规发 /群规 看',
  },
  en: {
    title: 'admission',
    rules: 'Rules:\n{text}',
    noRules: 'no rules are written down here yet',
    welcome: 'Welcome {names}. {rules}',
    welcomeMany: 'Welcome {names} and others, {count} in all. {rules}',
    seeRules: 'See the rules: /rules',
  },
}
