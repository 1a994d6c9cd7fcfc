// What people write in a group when nothing is the matter: no ad, no command, from ten to forty characters.

const openings = [
  '今天早上',
  '刚才在楼下',
  '昨晚睡前',
  '周末的时候',
  '上班路上',
  '午饭过后，',
  'OK，',
  '开会之前',
  '哈哈，',
  '这两天我',
  '雨停了以后',
  '说起来，',
  '回家的时候',
]
const doings = [
  '看了一部老电影',
  '把书架从头到尾理了一遍',
  '和同事聊了聊 Q3 的新方案',
  '沿着河边慢慢走了 3 公里',
  '读完了那本讲城市的书',
  '第一次试着做红烧肉',
  '听了一段讲历史的播客',
  '给阳台上的花换了土',
  '把上个月的笔记整理好了',
  '陪孩子搭了一下午积木',
  '遇到一只很亲人的猫 🐱',
  '学着画了两张速写',
  '终于修好了那辆旧自行车',
  '跟着视频练了 20 分钟拉伸',
  '找到一家很安静的面馆',
  '把旅行的照片分了类',
  '和爸妈打了个很长的电话',
]
const endings = [
  '，感觉不错',
  '，比想的有意思多了',
  '，心情一下子好了很多',
  '，下次还想再来一次',
  '，时间过得真快啊',
  '，有点累，但是值得',
  '，收获挺多的',
  '，晚点跟大家细说',
  '，天气也正好，不冷不热',
  '，慢慢来就好',
  '，挺适合周末的，推荐',
]

/** The nth line; 13, 17 and 11 have no common factor, so that every combination comes before one comes again. */
export function chat(n: number): string {
  const pick = (list: readonly string[]) => list[n % list.length] ?? ''
  return pick(openings) + pick(doings) + pick(endings)
}
