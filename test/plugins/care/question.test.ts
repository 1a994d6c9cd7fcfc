import { describe, expect, it } from 'vitest'
import { isQuestion } from '../../../plugins/care/question.js'
import { written } from '../../text/ordinary-lines.js'

const questions = `
请问新手第一个月每周跑几次合适？
请问报名表在哪里领
有人知道哪里可以买到二手跑步机吗
谁知道滨河路的灯几点关
谁懂Excel，帮我看下这个公式
有没有人用过这款手表
有没有大佬懂税务的
哪位老师能推荐一本入门书？
求助，电脑蓝屏了
求推荐一双宽脚的跑鞋
膝盖外侧疼是怎么回事啊？
怎么报名半马
怎么报名？
如何申请退款
这个群怎么改名片
周六几点集合？
明天什么时候开始呢
半马要训练多久？
跑鞋多少钱合适？
这家店怎么样？
新人可以带朋友来吗
下雨还跑吗？
夜跑要带头灯吗？
报名截止了吗？
能不能用微信支付报名？
有没有入门的训练计划？
跑步前要不要拉伸？
为什么我的配速上不去？
大家都用什么手表记录？
你们用哪个软件看配速？
我想问一下，名片怎么改
问一下，停车场在哪里
问个问题，跑完能马上洗澡吗
麻烦帮忙看看这张体检单
請問報名表在哪裡領？
零基础，跑800米就喘，能来吗😂
跑完小腿酸，是不是拉伤了？
想请教一下大家，第一次半马吃什么
谁有靠谱的律师推荐
北京哪个医院看膝盖比较好？
这两个课程有什么区别？
不知道大家有没有遇到过，跑到5公里岔气怎么办？
`

const others = `
谢谢
赞
今天跑了10公里
怎么这么好看
怎么可能
怎么会这样
不怎么累
不知道怎么说，挺感动的
我知道怎么弄了
老王讲了怎么选跑鞋
谁都可以来
什么都好吃
没什么
他什么都会，多少有点厉害
好几个人都来了
吃了吗
大家吃饭了吗？
起床了吗？
在吗
有人在吗
有人吗有人吗
真的吗？
是吗？
真的假的？
什么情况？
怎么了？
然后呢？
你呢？
为什么呢？
你明天来吗？
你怎么还不睡？
你知道吗，我今天碰到班主任了
这不是很简单吗？
难道我错了吗？
谁不想早点退休呢
何必呢
至于吗？
对吧？
应该是周六吧？
周末有人一起去看展吗
有没有人一起拼车？
今晚8点半，老地方滨河路，5公里慢跑，谁来？
谁要一起报名？
大家今天跑了吗？
这群管得也太严了吧，动不动就踢人，群主能不能听听意见？
群主是不是该管管了？
凭什么踢我？
他问我吃了吗
老板问我什么时候交
我在路上呢
还早着呢
在看书呢
看看怎么个事
关于怎么跑得更久，我写了一篇
无论怎么说，谢谢大家
？？？
？
吗
想要什么有什么
`

const linesOf = (text: string) => text.split('\n').filter(line => line !== '')

describe('a question to everybody', () => {
  it.each(linesOf(questions))('%s', text => expect(isQuestion(text)).toBe(true))
})

describe('no question', () => {
  it.each(linesOf(others))('%s', text => expect(isQuestion(text)).toBe(false))

  it('an essay, and no text at all', () => {
    expect(isQuestion(`${'我想了很久，'.repeat(100)}怎么报名？`)).toBe(false)
    expect(isQuestion('')).toBe(false)
  })

  it('hardly anything of what people write without asking', () => {
    const asked = written.filter(line => !/[?？吗]/.test(line) && isQuestion(line))
    expect(asked).toEqual([])
  })
})

it('a question is found behind a greeting, and in any of the last sentences', () => {
  expect(isQuestion('大家好！我是新来的。请问怎么报名？谢谢')).toBe(true)
  expect(isQuestion('大家好～我是小鹿\n以后多多关照')).toBe(false)
})
