/** What is said of a group that rests. */
export const texts = {
  'zh-CN': {
    'rest.ask':
      '「{topic}」{days} 天没人说话了。不去打扰也是好好待它：我不再主动发言，广告照管，有人问照答。\n1 休眠，让它歇着（不回也一样）\n2 唤醒，给你三个办法',
    'rest.let': '休眠',
    'rest.wake': '唤醒',
    'rest.stay': '先歇着',
    'rest.told': '「{topic}」沉寂很久，已经休眠：不再主动发言，广告照管。群主不是我的好友，没法问他；他发 /唤醒 就醒',
    'rest.left': '好，「{topic}」接着歇。想叫醒它，随时发 /唤醒。',
    'rest.begun': '好，「{topic}」休眠了，叫醒它发 /唤醒。',
    'rest.already': '「{topic}」正在休眠，叫醒它发 /唤醒。',
    'rest.awake': '「{topic}」醒着呢，让它歇着发 /休眠。',
    'rest.woken': '「{topic}」醒了，我照常干活。',
    'rest.talking': '「{topic}」在休眠，可最近有 {people} 个人聊起来了。\n1 先让它歇着\n2 唤醒',
    'revive.head': '让它活过来的三个办法，挑一个就好：',
    'revive.headAny': '添一把火的三个办法，挑一个就好：',
    'revive.topic': '新话题：约一晚，如 /话题 新建 最近在忙什么 周五 20:00-20:30',
    'revive.blood': '新血液：请三五个同好进来，再请一位老友带头打招呼',
    'revive.purpose': '新定位：现在是「{goal}」，和大家一起换个说法',
    'revive.purposeNone': '新定位：写一句这个群为什么在，发 /开群向导',
  },
  en: {
    'rest.ask':
      '“{topic}”: nobody wrote for {days} days. Leaving it in peace is a kindness: I say nothing of my own, ads still go, questions are answered.\n1 let it rest (休眠; the same without an answer)\n2 wake it (唤醒), with three ways',
    'rest.let': 'let it rest',
    'rest.wake': 'wake it',
    'rest.stay': 'let it rest',
    'rest.told':
      '“{topic}” has been silent for long and rests now; ads still go. Its owner is no friend of mine and was not asked; /wake wakes it',
    'rest.left': 'Good, “{topic}” rests on. /wake wakes it.',
    'rest.begun': '“{topic}” rests now; /wake wakes it.',
    'rest.already': '“{topic}” rests already; /wake wakes it.',
    'rest.awake': '“{topic}” is awake; /hibernate lets it rest.',
    'rest.woken': '“{topic}” is awake, I work as usual.',
    'rest.talking': '“{topic}” rests, but {people} people talked in it lately.\n1 let it rest\n2 wake it (唤醒)',
    'revive.head': 'Three ways to bring it back, one is enough:',
    'revive.headAny': 'Three ways to stir it, one is enough:',
    'revive.topic': 'A new topic: set an evening, as /topic',
    'revive.blood': 'New blood: ask in a few people who care, and an old member to greet them',
    'revive.purpose': 'Another purpose: now it is “{goal}”; find a new one together',
    'revive.purposeNone': 'Another purpose: write a sentence on why the group is there, with /setup',
  },
}
