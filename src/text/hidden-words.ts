// Words that advertisers break up (微-信, 兼*职, 私[聊]). A separator between two characters that follow each other in one of
// them stands inside a word, whatever else it is between.
const words = `
微信 薇信 威信 徽信 微芯 维信 企鹅 扣扣 私聊 私信 思聊 联系 咨询 详询 电话 热线 手机 头像 主页 简介 二维码 识别 公众号 小程序 飞机 频道 客服 助理
兼职 副业 刷单 宝妈 赚钱 挣钱 赚米 躺赚 招聘 招募 代理 加盟 项目 佣金 返利 返现 高薪 名额 工资 收入 收益 提成
发票 文凭 学历 论文 贷款 小额 放款 套现 花呗 白条 信用卡 提现 征信 抵押 担保 资金 利息 银行 股票 荐股 期货 外汇 配资 币圈 比特币 投资 理财
博彩 菠菜 彩票 彩金 时时彩 六合彩 百家乐 投注 赌博 棋牌 荷官 澳门 网址 充值 娱乐 跑分 洗钱 卡商 车队 通道 换汇 数据 定位 监听 盗号
约炮 裸聊 楼凤 援交 萝莉 少妇 无码 色情 情色 片源 视频 福利 资源 资料 网盘 自慰 迷药 春药 壮阳 成人
减肥 瘦身 丰胸 祛斑 精仿 复刻 货源 批发 低价 特价 折扣 优惠 免费 领取 红包 抽奖 砍价 助力 淘宝 拼多多 京东 包邮 秒杀 清仓 甩卖 特惠 促销 赠送 领券
元宝 圆宝 金币 银子 银两 钻石 点券 点卷 点劵 储备 初音 喇叭 改名卡 染色 宝石 装备 外挂 脚本 账号 滴滴 嘀嘀 出售 收购 回收 需要 老板 交易 骗子 低价 长期 大量
机器人 定制 群发 引流 粉丝 推广 广告 接单 承接 实力 团队 微商 直播 教程 课程 网课 真题 招生 报名 学员 楼盘 首付 开盘 商铺 公寓 别墅
傻逼 傻冒 傻叉 草泥 法轮 台独 毒品 枪支 大麻 冰毒`

// Of these the characters follow each other in ordinary talk as well (参加 我也去), unless one of them is cut off.
const phrases = `
卫星 加微 加薇 加威 加徽 加信 加我 加群 入群 加扣 加企 加好友 加客服 扣群 进群 进裙 拉群 拉你 私我 密我 联系我 扫码 电报 加v 日结 单结 秒结 日薪 日入 月入 日赚 打字
手工 在家 稳赚 招代理 招人 开票 代开 办证 假证 代考 代写 代办 代购 代练 代充 代发 代还 代付 黑户 首充 首存 牛股 料子 卡料 约妹 包夜 外围 学生妹 黄片 看片 偷拍 增高 高仿
半价 中奖 先货 上分 下分 租号 卖号 收号 号商 涨粉 爆粉 拉新 查档 开房 保过 包过 操你 妈的 去死`

const pairs = pairsOf(words)
const loose = pairsOf(phrases)

function pairsOf(list: string): Set<number> {
  const found = new Set<number>()
  for (const word of list.trim().split(/\s+/)) {
    for (let i = 0; i + 1 < word.length; i++) found.add(word.charCodeAt(i) * 0x10000 + word.charCodeAt(i + 1))
  }
  return found
}

/**
 * What a cut between two characters (as units) does: parts a `word` that advertisers break up, a `phrase` that is also said
 * with a pause in it, or nothing.
 */
export function cutBetween(before: number, after: number): 'word' | 'phrase' | undefined {
  const pair = before * 0x10000 + after
  return pairs.has(pair) ? 'word' : loose.has(pair) ? 'phrase' : undefined
}
