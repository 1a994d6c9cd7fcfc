import { simplify } from '../../src/kernel/plugin.js'

// Whether somebody asks the group for something he would like to know. What is said with a question's words and asks for
// nothing (「怎么这么好看」, 「吃了吗」), what calls others along (「有人一起吗」) and what complains is none: a question that is
// missed costs little, for the group reads it too, and somebody called away for nothing is called once.

/** Longer texts are no question, they are an essay; and only its last sentences are read. */
const LONGEST = 500
const SENTENCES = 3
/** 「怎么办？」 alone asks whoever was just speaking. */
const SHORTEST = 4

/** A question holds one of these: most talk is told apart by one look. */
const marks = /[?？吗呢么谁哪怎咋啥何几多求请帮]|有没有|能不能|会不会|是不是|要不要|可不可以|是否/

/** Whether a text asks something of everybody. Names and numbers in it decide nothing. */
export function isQuestion(text: string): boolean {
  if (text.length > LONGEST || !marks.test(text)) return false
  return sentencesOf(simplify(text)).slice(-SENTENCES).some(asks)
}

/** Sentences with the mark they end with; blanks are none, for people write without stops. */
function sentencesOf(text: string): string[] {
  return text.match(/[^。！!；;\n?？…]+[?？]*|[?？]+/gu) ?? []
}

function asks(sentence: string): boolean {
  const marked = /[?？]\s*$/.test(sentence)
  const core = sentence.replace(/[^\p{L}\p{N}，,、]+/gu, '').replace(/[，,、]+$/, '')
  if (core.length < SHORTEST || isHollow(core)) return false
  if (begging.some(cue => cue.test(core))) return true
  if (isAside(core, marked)) return false
  if (/[吗么](?:呀|啊)?$/.test(core) && !/[什怎那这多要]么$/.test(core)) return true
  if (!wondering.test(core)) return false
  return marked || /[呢啊呀]$/.test(core) || plainly.test(core)
}

/** Words with which one turns to everybody: no mark is needed. */
const begging = [
  /请问|求助|求教|求解|求推荐|求指点|求问|跪求|请教/,
  /(?:谁|有谁|哪位)(?:能|会|可以)?(?:知道|懂|了解|认识|用过|遇到过|试过|有经验|帮|告诉|教|推荐|分享|讲)/,
  /有(?:没有)?(?:人|哪位|朋友|大佬|大神|老师|同学|小伙伴|懂行的?)(?:能|会|可以)?(?:知道|懂|了解|认识|用过|遇到过?|试过|有经验|帮|告诉|教|推荐|分享|会)/,
  /(?:谁|哪位)(?:那里?|手里|手上)?有(?!空|时间|兴趣|这么|那么|没有).{2,}/,
  /(?:想|我想|想要)(?:问|请教|咨询|打听)/,
  /(?:麻烦|能不能|谁|帮我|帮忙)(?:帮忙)?看(?:看|下|一下)/,
  /^问(?:一?下|个问题)|问个(?:问题|事)/,
]

/** What is asked for by a word inside the sentence. */
const wondering =
  /什么|哪|谁|几[点号个天次页章月年岁公]|多少|多久|多大|多远|多长|为啥|怎么|怎样|咋|如何|啥|是否|能不能|可不可以|会不会|有没有|要不要|行不行|好不好用|是不是/

/** 「怎么报名」, 「在哪里领」 ask without a mark too, at the beginning or the end of what is said. */
const plainly =
  /(?:怎么|如何|咋)(?:办|弄|做|搞|设置|报名|申请|写|选|买|处理|解决|操作|开始|练|去|改|用|领|加入|参加|安装|下载|打开|联系|收费|恢复)|(?:在|去|从)哪里?(?:可以|能)?(?:领|看|买|报名|下载|找|集合|办|改|交)|(?:几点|什么时候|哪天|多久)(?:开始|集合|结束|截止|出发|发货|能好|见)/

/** Greetings, echoes and words of surprise that end like questions. */
function isHollow(core: string): boolean {
  return (
    /^(?:真|真的|是|不是|对|行|好|可以|有|懂了|明白了?|知道了?|会|能)[吗么](?:呀|啊)?$/.test(core) ||
    /^(?:真的假的|什么情况|啥情况|什么鬼|怎么了|怎么啦|咋了|咋啦|为什么呢?|为啥呢?|然后呢|你呢|你们呢|大家呢|人呢|后来呢|所以呢|谁呀|谁啊|怎么说|怎么讲|有没有[啊呀呢]?|在哪[里儿]?[啊呀呢]?|是什么[啊呀呢]?)$/.test(
      core,
    ) ||
    /(?:^|[，,])(?:大家|你们|各位|亲们?|兄弟们?)?(?:都)?(?:吃|睡|醒|起|起床|下班|到家|回来|忙完|吃饭)(?:饭|好)?了?[吗没]$/.test(
      core,
    ) ||
    /(?:^|[，,])(?:大家|你们|各位|有人|都|群主|老师)?(?:还)?在[吗么不]$/.test(core) ||
    /^(?:(?:还|群里|这里)*有人(?:在|吗|么)+)+$/.test(core) ||
    /^(?:大家|你们|各位)?(?:最近)?(?:还)?(?:都)?(?:好|好着)[吗么]$/.test(core)
  )
}

/** What is said with a question's words and asks for nothing, or asks nobody who could know. */
function isAside(core: string, marked: boolean): boolean {
  return asides.some(aside => aside.test(core)) || (!marked && statements.some(statement => statement.test(core)))
}

const asides = [
  // rhetorical
  /难道|何必|何苦|凭什么|凭啥|岂不|还用(?:说|问)|谁不(?:想|爱|喜欢)|谁让|谁叫你|谁说(?:的|不)?|哪有(?:什么|这么|那么)|哪儿?(?:敢|舍得)|怪谁|关(?:我|你)(?:什么|啥)事/,
  /(?:不是|可不是|不就是|不好|不香|不快乐|至于|有意思|有必要|有劲|好意思)(?:了)?[吗么]$/,
  /怎么(?:这么|那么|可能|会这?样?|好意思|敢|舍得|得了|又|还|就)|怎么样都|无论怎|不管怎|不怎么|没怎么|再怎么|怎么说呢|怎么也|怎么都/,
  /(?:你|你们|大家)?(?:知道|晓得|猜|信|敢信)(?:吗|不)?[，,]?(?:我|他|她|今天|昨天)/,
  /(?:你|您)(?:知道|晓得)[吗么]$|你说呢$|你猜/,
  /(?:对|是|好|行|可以|没错)(?:吧|不|不对|不是|不行)$|吧$/,
  // an invitation, a roll-call
  /一起|组队|拼车|拼单|约(?:吗|么|不|起来|个|一|球|跑|饭)|(?:谁|有人|有没有人?|还有谁)(?:想|要|能|可以)?(?:来|去|参加|报名|有空|加入|同行|顺路|要)/,
  /(?:大家|你们|各位|诸位).{0,12}(?:了吗|了没|了没有)$/,
  // a complaint about the group is for those who run it
  /动不动|管得(?:也|真|太)|说踢就踢|群主.{0,8}(?:能不能|可不可以|听听|是不是|凭)|管理员?.{0,6}(?:能不能|是不是|凭)/,
  /(?:不|没)(?:都|就|还|也)?(?:是|在|能|会|算|行|要).*[吗么]$/,
  // between two people, and what somebody else asked
  /[你您](?!们)|(?:他|她|老板|领导|客户|孩子|老婆|老公|妈|爸|别人|人家|有人)(?:还|又|就|总|老)?问(?:我|你|他|她|了)?/,
]

/** The same without a mark behind it: 「我在想怎么办」 tells, 「不知道为什么」 too. */
const statements = [
  /(?:知道|明白|懂|学|告诉|讲|说|聊|研究|讨论|分享|介绍|教|写|看|想)(?:了|过|完|会)(?:一下)?.{0,8}(?:怎么|如何|什么|哪|谁|为什么|多少)/,
  /(?:不|才|就|都|已经|终于|早就|刚|我|他|她)(?:太)?(?:知道|明白|懂|清楚|想好|学会|告诉|讲|说|聊|研究|讨论|分享|介绍|教)(?:了|过|会)?.{0,8}(?:怎么|如何|什么|哪|谁|为什么|多少)/,
  /(?:谁|什么|哪里?|几|多少|怎么)(?:都|也|的话|就)|(?:没|没有|不|别|无)(?:什么|多少|几|谁)|什么的$|多少(?:有|还是|能|会)点?|好几|几(?:个|天|次|年)(?:前|后|的|了|就|都|里|来)/,
  /^(?:看看|看|讲讲|说说|聊聊|分享)|(?:讲|说|写)的是|(?:关于|无论|不管|不论)/,
  /(?:今天|明天|昨天|晚上|早上|周末|刚才)?.{0,4}(?:在|还|正|才|等|睡|忙|早|远|多|差).{0,8}(?:着|呢)$/,
]
