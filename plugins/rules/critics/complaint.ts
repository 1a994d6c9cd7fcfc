/**
 * Words of complaint about the group and how it is run, in canonical text. They alert the owner in private and excuse
 * their author; nothing is ever held against anybody for them.
 */
const complaints = [
  // 管得也太严了 · 规矩太多 · 群规不合理
  /管(?:得|的|理)?(?:也|真|太|好|挺|有点|这么|那么|实在|未免)+(?:严|宽|死|多|紧)/,
  /(?:群规|规矩|规则|规定)[^，。,.!?！？\n]{0,6}(?:太多|这么多|太严|太死|不合理|离谱|过分|有问题|奇葩)/,
  // 动不动就踢人 · 乱踢 · 说踢就踢
  /动不动就?[^，。,.!?！？\n]{0,4}(?:踢|移|封|拉黑|警告|删|禁)/,
  /(?:乱|随便|随意|瞎|无缘无故|莫名其妙)[^，。,.!?！？\n]{0,3}(?:踢|移出|封|拉黑|警告)/,
  /说踢就踢/,
  // 群主能不能听听意见 · 管理员双标
  /群主[^，。,.!?！？\n]{0,8}(?:能不能|可不可以|听听|听不进|不听|不公|偏心|过分|独断|专制|霸道|不管|不作为|双标|太)/,
  /管理(?:员)?[^，。,.!?！？\n]{0,6}(?:过分|双标|霸道|偏心|不公|不作为|乱来|有病|欺负)/,
  /(?:不让|不许|不准)(?:人|大家|我们)?(?:说话|发言|说实话|提意见|聊天)/,
  /一言堂|言论自由/,
  // 我要退群 · 退群算了
  /(?:我|我们|想|要|准备|打算|都|不如|干脆)退群/,
  /退群(?:算了|得了|吧|好了|保平安)/,
  // 这群没意思 · 越来越水
  /群[^，。,.!?！？\n]{0,6}(?:没意思|没劲|无聊|变味|废了|凉了|药丸|乌烟瘴气|越来越(?:水|差|没|无聊|乱|不行))/,
  /^(?:真|太|好|越来越)*没(?:意思|劲)了?[\s，。,.!?！？~～]*$/,
  // 机器人太烦
  /机器人[^，。,.!?！？\n]{0,4}(?:烦|讨厌|蠢|傻|有病|乱来|乱踢|误判)/,
]

const agreements =
  /^(?:\+1|1|加1|加一|同意|赞同|支持|附议|确实|是啊|是的|就是|对|对啊|对的|说[得的]对|说[得的]好|没错|同感|有同感|顶|我也(?:是|觉得|这么想|这么觉得))[\s，。,.!?！？~～啊呀]*$/

/** Every complaint holds one of these, and most talk none: a look at the text as it was written spares reading it. */
export function mayComplain(text: string): boolean {
  return text.length <= 12 || mark.test(text)
}

const mark = /[管踢群规規则則矩让讓许許准準言劲勁思器退封黑]/

/** Whether a text, in canonical form, complains about the group or those who run it. `own`: further words, of operators. */
export function isCriticism(text: string, own: readonly string[] = []): boolean {
  return complaints.some(pattern => pattern.test(text)) || own.some(word => word !== '' && text.includes(word))
}

/** Whether a text, in canonical form, does nothing but agree with whoever spoke before. */
export function isAgreement(text: string): boolean {
  return text.length <= 12 && agreements.test(text)
}
