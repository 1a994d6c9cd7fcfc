import { lettersOf } from './places.js'

/*
 * What people do for a living, as they write it on a card: whole words, and how such words end. A trade that is missing here
 * is no mistake on a card; the table only tells a trade from a place or a name when they stand in the wrong order.
 */

const words = new Set(
  `产品 运营 设计 研发 开发 前端 后端 全栈 测试 算法 数据 架构 运维 安全 硬件 嵌入式 软件 程序 编程 技术 科技 互联网 电商 微商 直播 主播 短视频 新媒体 自媒体 媒体
  传媒 广告 公关 品牌 市场 营销 策划 文案 编辑 记者 出版 翻译 写作 作家 编剧 导演 演员 歌手 音乐 舞蹈 美术 画画 插画 动画 游戏 摄影 摄像 剪辑 影视 销售 商务 采购
  供应链 物流 外贸 跨境 进出口 贸易 批发 零售 代购 代理 餐饮 美食 厨师 烘焙 咖啡 茶叶 酒水 酒店 旅游 导游 民宿 教育 培训 教师 老师 教练 幼师 教授 讲师 助教 留学
  学生 大学生 研究生 博士 博士后 考研 科研 金融 银行 证券 基金 保险 期货 投资 理财 风投 信贷 贷款 会计 财务 出纳 审计 税务 法务 律师 法官 检察官 公证 专利
  人力 人事 招聘 猎头 行政 文员 前台 秘书 助理 客服 咨询 顾问 管理 高管 总裁 总经理 创业 创业者 创始人 合伙人 老板 个体 个体户 自由职业 自由 自由人 自雇 待业 求职 退休 全职妈妈
  全职爸爸 宝妈 家庭主妇 医生 医师 护士 药师 医药 医疗 中医 牙医 兽医 口腔 护理 康复 心理 健身 瑜伽 体育 养生 美容 美发 美甲 化妆 美妆 服装 时尚 珠宝 模特 婚庆
  母婴 家政 月嫂 保洁 保安 快递 外卖 司机 滴滴 货运 航空 空乘 飞行员 铁路 交通 汽车 汽修 机械 机电 电子 电气 电力 电工 焊工 木工 自动化 制造 工厂 工程 工艺 质量 质检 品控 生产
  车间 建筑 土木 施工 造价 监理 测绘 规划 园林 景观 室内 装修 家装 家居 建材 房产 房地产 地产 中介 物业 能源 石油 化工 材料 环保 新能源 光伏 芯片 半导体 通信 农业 种植
  养殖 畜牧 渔业 林业 公务员 事业单位 体制内 国企 央企 外企 军人 警察 民警 消防 社工 公益 志愿者 社区 村官 图书 文博 文创 手工 收藏 玄学 命理 主持 主持人 配音 礼仪
  站长 店长 校长 厂长 院长 园长 船长 村长 程序猿 码农 打工人 白领 上班族 it hr ui ux qa pm pr bd ceo cto coo cfo cmo java python php go ios android ai designer
  developer engineer teacher doctor lawyer student manager sales marketing freelancer writer editor nurse accountant consultant founder product operation operations`
    .trim()
    .split(/\s+/),
)

const ending =
  /(?:[工程设计架构讲培训咨询理财摄影化妆美容美发造型规划分析评估精算会计审计经济建筑律医药技厨教导魔术营养按摩推拿月嫂心理咨询策划]师|工程师|经理|总监|主管|主任|专员|顾问|助理|老师|医生|教练|主播|博主|记者|编辑|律师|会计|秘书|文员|店主|店长|司机|员工|.{2}员|飞行员|服务员|销售员|业务员|推销员|收银员|快递员|公务员|设计|运营|开发|研发|测试|销售|市场|策划|推广|采购|管理|咨询|培训|教育|投资|贸易|制造|工程|行业|从业者|爱好者|创始人|合伙人|经纪人|主持人|媒体人|负责人|手艺人|董事长|总经理|副总|学生|研究员|专家|画家|作家|企业家|投资人|创业者|工作者|技工|电工|焊工|木工|engineer|designer|developer|manager|director|teacher|consultant|analyst)$/

/** What stands behind a surname to call somebody: 王老师 is a person and no trade. */
const titles = new Set(
  '老师 医生 律师 会计 教练 教授 经理 主任 总监 总 工 哥 姐 叔 姨 爷 妈 爸 博士 师傅 老板 导演 同学 先生 女士 小姐 太太 院长 校长 店长 厂长 站长 社长 队长 班长 设计 顾问 护士 记者 编辑 工程师 设计师 摄影师 医师 教师 程序员 大夫 警官 法官 掌柜 秘书 助理 司机'.split(
    ' ',
  ),
)

/** True of the words themselves: 公务员 is nobody of the name of 公. */
export function isTradeWord(value: string): boolean {
  return words.has(lettersOf(value))
}

export function isTitle(text: string): boolean {
  return titles.has(text)
}

/** True when it is a trade, an industry or a position, wherever it stands: 产品经理, 前端/后端, UI Designer. */
export function isTrade(value: string): boolean {
  const letters = lettersOf(value)
  if (letters === '' || letters.length > 40) return false
  if (words.has(letters) || ending.test(letters)) return true
  const parts = value.split(/[\s/／、&+·]+/).map(lettersOf)
  return parts.length > 1 && parts.every(part => words.has(part) || ending.test(part))
}

/** Where in a text without separators the trade is that begins it, the longest: 2 of 产品张三. */
export function tradeBefore(text: string): string | undefined {
  for (let length = Math.min(10, text.length - 1); length >= 2; length--) {
    const head = text.slice(0, length)
    if (/[\p{L}\p{N}]$/u.test(head) && isTrade(head)) return head
  }
  return undefined
}
