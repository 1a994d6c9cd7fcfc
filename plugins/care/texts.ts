export const texts = {
  'zh-CN': {
    title: '关照',
    nudge: '{name} {time} 在「{topic}」问了个问题，还没人接。懂的话搭把手？',
    first: '{name}第一次说话还没人接：{time} 在「{topic}」，去打个招呼？',
    line: '{name}的问题还没人接，懂的朋友搭把手～',
    watching: '记下了，{after}没人接我就去找人。',
    already: '上一个还帮你盯着呢，有人接了再问下一个。',
    dayBefore: '{month}月{day}日 {clock}',
  },
  en: {
    title: 'care',
    nudge: '{name} asked something in "{topic}" at {time} and nobody answered. Would you?',
    first: '{name} spoke for the first time in "{topic}" at {time} and nobody took it up. Say hello?',
    line: 'Nobody has answered {name} yet: who knows?',
    watching: 'Noted: with no answer in {after} I look for somebody.',
    already: 'I am still watching your last one.',
    dayBefore: '{month}-{day} {clock}',
  },
}
