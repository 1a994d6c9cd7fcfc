import { canonical } from '../../../src/kernel/plugin.js'

/*
 * Where people say they live: provinces, cities of prefectures and the larger counties of China, the districts people name
 * in place of their city, and where else Chinese groups have members. A place that is missing here is no mistake on a
 * card; the table only tells a place from a trade when the two stand in the wrong order.
 */

const china = `
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃
青海 台湾 内蒙古 内蒙 广西 西藏 宁夏 新疆 香港 澳门 中国 全国 大陆
石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善
沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 延吉
哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭
南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 太仓 宜兴 溧阳 丹阳 如皋 海门 启东
杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 海宁 桐乡 乐清 瑞安 温岭 永康 东阳 德清 安吉
合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 福清
南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜 即墨 胶州 寿光
郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源
武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架
长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 浏阳
广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 顺德 南海 番禺
南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 琼海 文昌 万宁 陵水
成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 西昌 都江堰
贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 版纳 大理 德宏
怒江 迪庆 香格里拉 拉萨 日喀则 昌都 林芝 山南 那曲 阿里
西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 杨凌 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 敦煌
西宁 海东 海北 黄南 果洛 玉树 海西 格尔木 银川 石嘴山 吴忠 固原 中卫
乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 库尔勒 阿克苏 克孜勒苏 喀什 和田 伊犁 伊宁 塔城 阿勒泰 石河子 阿拉尔
台北 新北 桃园 台中 台南 高雄 新竹 嘉义 花莲 台东 屏东 宜兰 基隆 九龙 港岛 新界 氹仔
海淀 西城 东城 丰台 通州 昌平 顺义 大兴 房山 石景山 望京 亦庄 浦东 徐汇 静安 黄浦 虹口 杨浦 闵行 嘉定 青浦 松江 普陀 长宁 奉贤 崇明
福田 南山 罗湖 宝安 龙岗 龙华 坪山 光明 盐田 天河 越秀 海珠 荔湾 白云 黄埔 增城 花都 余杭 萧山 滨江 拱墅 西湖 武侯 锦江 青羊 成华 高新
渝北 江北 渝中 沙坪坝 武昌 汉口 汉阳 光谷 江宁 鼓楼 玄武 浦口 雁塔 未央 碑林 姑苏 吴江 吴中
华北 华东 华南 华中 西南 西北 东北 长三角 珠三角 大湾区 京津冀 北上广 江浙沪 港澳台 川渝 云贵
北漂 沪漂 京 沪 津 渝 粤 苏 浙 鲁 川 湘 鄂 皖 闽 赣 滇 黔 桂 琼 豫 冀 晋 辽 吉 黑 陕 甘 宁 青 藏 新 蒙 港 澳 台`

const abroad = `
海外 国外 境外 美国 加拿大 英国 法国 德国 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 奥地利 爱尔兰 波兰 捷克 匈牙利 希腊
俄罗斯 乌克兰 土耳其 以色列 日本 韩国 朝鲜 新加坡 马来西亚 大马 泰国 越南 菲律宾 印尼 印度尼西亚 缅甸 柬埔寨 老挝 印度 巴基斯坦 阿联酋 迪拜
沙特 卡塔尔 埃及 南非 肯尼亚 尼日利亚 埃塞俄比亚 澳大利亚 澳洲 新西兰 墨西哥 巴西 阿根廷 智利 秘鲁 古巴 蒙古 哈萨克斯坦 欧洲 北美 南美
非洲 亚洲 东南亚 中东 湾区 硅谷 加州 德州 纽约 旧金山 洛杉矶 西雅图 芝加哥 波士顿 休斯顿 达拉斯 费城 华盛顿 亚特兰大 迈阿密 圣地亚哥 圣何塞
拉斯维加斯 多伦多 温哥华 蒙特利尔 渥太华 卡尔加里 伦敦 曼彻斯特 伯明翰 爱丁堡 利物浦 牛津 剑桥 巴黎 里昂 柏林 慕尼黑 法兰克福 汉堡 杜塞尔多夫
罗马 米兰 威尼斯 佛罗伦萨 马德里 巴塞罗那 里斯本 阿姆斯特丹 鹿特丹 布鲁塞尔 苏黎世 日内瓦 斯德哥尔摩 奥斯陆 哥本哈根 赫尔辛基 维也纳 都柏林
华沙 布拉格 布达佩斯 雅典 莫斯科 圣彼得堡 伊斯坦布尔 东京 大阪 京都 横滨 名古屋 福冈 札幌 神户 奈良 首尔 釜山 济州 吉隆坡 槟城 新山 曼谷 清迈
普吉 河内 胡志明 岘港 马尼拉 雅加达 巴厘岛 仰光 金边 万象 孟买 新德里 开罗 内罗毕 约翰内斯堡 开普敦 悉尼 墨尔本 布里斯班 珀斯 堪培拉 阿德莱德
奥克兰 惠灵顿 墨西哥城 圣保罗 里约
usa us uk eu canada america england france germany italy spain japan korea singapore malaysia thailand vietnam australia newzealand china
beijing shanghai guangzhou shenzhen hangzhou chengdu chongqing tianjin nanjing wuhan xian suzhou xiamen qingdao dalian ningbo changsha zhengzhou
jinan kunming hefei fuzhou harbin shenyang hongkong hk macau macao taipei taiwan tokyo osaka seoul london paris berlin munich newyork nyc
boston seattle losangeles sanfrancisco chicago toronto vancouver sydney melbourne brisbane perth auckland dubai bangkok kualalumpur penang hanoi manila jakarta bali moscow rome milan madrid barcelona amsterdam zurich bj sh gz sz hz cd`

const places: ReadonlySet<string> = new Set(`${china} ${abroad}`.trim().split(/\s+/))
const LONGEST = 8

/** What may stand behind a place, or between two: 广东省深圳市南山区. */
const suffixes = ['特别行政区', '自治区', '自治州', '自治县', '地区', '新区', '省', '市', '区', '县', '州', '盟', '旗']
const prefixes = /^(?:坐标|现居|常驻|base|在)[:：]?/

/** The same few thousand cities, trades and names are read again and again. */
const read = new Map<string, string>()
const REMEMBERED = 5_000

/** The canonical text that words are compared in: simplified, lower case, nothing but letters and digits. */
export function lettersOf(text: string): string {
  const known = read.get(text)
  if (known !== undefined) return known
  const letters = canonical(text).text.replace(/[^\p{L}\p{N}]/gu, '')
  if (read.size >= REMEMBERED) read.clear()
  if (text.length <= 40) read.set(text, letters)
  return letters
}

/** True when the whole of it names places we know: 深圳, 广东省深圳市, 深圳南山, 北京/上海, Hong Kong. */
export function isPlace(value: string): boolean {
  const letters = lettersOf(value).replace(prefixes, '')
  return letters !== '' && letters.length <= 24 && placeEnd(letters) === letters.length
}

/** What reads like the name of a place although we do not know it: 阳朔县, 某某镇. */
export function endsLikePlace(value: string): boolean {
  return /.[省市区县州镇乡村旗盟岛湾]$/u.test(lettersOf(value))
}

/** The place that a text without separators begins with, the longest one: 深圳 of 深圳张三. */
export function placeBefore(text: string): string | undefined {
  for (let length = Math.min(LONGEST, text.length - 1); length >= 2; length--) {
    const head = text.slice(0, length)
    if (!/[\p{L}\p{N}]$/u.test(head) || !places.has(lettersOf(head))) continue
    const behind = text.slice(length)
    const suffix = suffixes.find(each => behind.startsWith(each) && behind.length > each.length)
    return suffix === undefined ? head : head + suffix
  }
  return undefined
}

/** How far from the beginning places and their suffixes reach, the longest first; one pass. */
function placeEnd(letters: string): number {
  let at = 0
  while (at < letters.length) {
    const rest = letters.slice(at, at + LONGEST + 4)
    const suffix = at > 0 ? suffixes.find(each => rest.startsWith(each)) : undefined
    const length = longestPlace(rest, at > 0 || letters.length > 2)
    if (length === 0 && suffix === undefined) return at
    at += length > 0 ? length : (suffix?.length ?? 0)
  }
  return at
}

/** One character stands for a province only where nothing else is written. */
function longestPlace(rest: string, several: boolean): number {
  for (let length = Math.min(LONGEST + 4, rest.length); length >= (several ? 2 : 1); length--) {
    if (places.has(rest.slice(0, length))) return length
  }
  return 0
}
