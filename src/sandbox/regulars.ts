const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔'
const given =
  '子涵 雨桐 浩然 思远 佳怡 俊杰 梦瑶 志强 晓燕 文博 丽华 建国 雪梅 宇轩 静怡 海涛 欣悦 明哲 婷婷 国栋 诗涵 立群 春兰 振华 若曦 凯文 秋月 嘉豪 慧敏 学军 亦凡'.split(
    ' ',
  )
const places = '北京 上海 深圳 广州 杭州 成都 南京 武汉 西安 苏州 长沙 厦门 青岛 天津 重庆 合肥'.split(' ')
const trades = '产品 运营 设计 前端 后端 教师 医生 律师 会计 编辑 摄影 咨询 采购 人事 测试 翻译 建筑'.split(' ')

/** 100 surnames and 31 given names have no common factor, so walking both lists in step meets every pair. */
const pairs = surnames.length * given.length

/**
 * The nth made-up regular (from 1): a plain Chinese name, distinct from every other's, and the name card that goes with
 * it in the shipped shape 地区-职业-姓名.
 */
export function regular(n: number): { key: string; name: string; card: string } {
  const index = n - 1
  const again = Math.floor(index / pairs)
  const name = `${surnames[index % surnames.length]}${given[index % given.length]}${again > 0 ? `${again + 1}` : ''}`
  return {
    key: `r${String(n).padStart(3, '0')}`,
    name,
    card: `${places[index % places.length]}-${trades[index % trades.length]}-${name}`,
  }
}
