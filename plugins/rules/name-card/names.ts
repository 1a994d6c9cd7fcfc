import { isPlace, lettersOf } from './places.js'
import { isTitle, isTrade } from './trades.js'

/** The three hundred surnames that nearly everybody has, and those of two characters. */
const single = new Set(
  `王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由`,
)
const compound = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 吴铭 纳兰 西陵 叶赫 完颜 耶律 爱新觉罗'.split(
    ' ',
  ),
)

const han = /^[\u3400-\u9fff\u{20000}-\u{3134f}]+$/u
/** 阿依古丽·买买提; also J·K. */
const dotted = /^[\p{L}]{1,12}(?:[·•・.．‧∙⋅][\p{L}]{1,12}){1,3}$/u
const latin = /^\p{Script=Latin}[\p{Script=Latin}'’.-]*(?: \p{Script=Latin}[\p{Script=Latin}'’.-]*){0,3}\d{0,4}$/u

/** Surname and one or two characters behind it: 张三, 欧阳娜娜, 令狐冲; also 王老师 and 陈总. */
export function isChineseName(value: string): boolean {
  const letters = lettersOf(value)
  if (!han.test(letters)) return false
  const given = (length: number) => {
    const rest = letters.slice(length)
    return rest.length >= 1 && (rest.length <= 2 || isTitle(rest)) ? rest : undefined
  }
  if (compound.has(letters.slice(0, 2)) && given(2) !== undefined) return true
  if (compound.has(letters.slice(0, 4)) && given(4) !== undefined) return true
  if (!single.has(letters.slice(0, 1))) return false
  const rest = given(1)
  return rest !== undefined || (letters.length === 4 && single.has(letters.slice(1, 2)))
}

/** A surname and how such people are addressed: 王老师, 陈总. */
export function isTitled(value: string): boolean {
  const letters = lettersOf(value)
  return (
    (single.has(letters.slice(0, 1)) && isTitle(letters.slice(1))) ||
    (compound.has(letters.slice(0, 2)) && isTitle(letters.slice(2)))
  )
}

/** What may well be what somebody is called, nicknames too: 小鹿, 阿豪, 婷婷, 阿依古丽·买买提, Lucy Wang. */
export function isLikeName(value: string): boolean {
  const written = value.trim()
  if (isChineseName(written) || dotted.test(written) || latin.test(written)) return true
  const letters = lettersOf(written)
  if (!han.test(letters)) return false
  if (/^[小阿老大].{1,2}$/u.test(letters) || /^(.)\1$/u.test(letters)) return true
  return letters.length <= 4 && /[哥姐总叔爷]$/u.test(letters)
}

/** A word in Latin letters: a blank behind it may be one inside a name. */
export function isLatinWord(text: string): boolean {
  return /^[\p{Script=Latin}][\p{Script=Latin}'’.-]*$/u.test(text)
}

/** What may stand beside the dot of a name: no Chinese name of its own, no trade, no place, not more than a long word. */
export function isNamePart(text: string): boolean {
  return /^\p{L}{1,12}$/u.test(text) && !isChineseName(text) && !isTrade(text) && !isPlace(text)
}
