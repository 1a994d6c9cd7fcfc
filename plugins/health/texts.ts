/** What the health plugin says. Operators override any line under `texts:` in health.yaml. */
export const texts = {
  'zh-CN': {
    title: '体检',
    'places.which': '是哪个群？{list}\n例如「/{command} {room}」',
    'places.several': '这样的群不止一个：{list}\n写全名，例如「/{command} {room}」',
    'places.none': '没有你管的群叫这个名字，可以写：{list}\n例如「/{command} {room}」',
    'places.andMore': '等',
    'places.more': '还有 {more} 个群，写上群名看，如 /{command} 群名',
  },
  en: {
    title: 'health',
    'places.which': 'Which room? {list}\nFor example /{command} {room}',
    'places.several': 'More than one room is called so: {list}\nWrite it in full, as /{command} {room}',
    'places.none': 'No room of yours is called so. There are: {list}\nFor example /{command} {room}',
    'places.andMore': ' and more',
    'places.more': '{more} more rooms; name one: /{command} NAME',
  },
}
