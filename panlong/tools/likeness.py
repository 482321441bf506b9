"""How alike two Chinese texts are, by sound and by words that mean the same; it asks nothing of the database.

A text becomes the pairs of neighbouring syllables in it: a wrong character that sounds the same changes nothing, and there
is no list of words to fall behind. What every proposal says (更换, 小区, 居民 …) is left out, and words for the same thing
are brought to one.
"""

import re
from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin

from panlong.tools import spelling
from panlong.tools.pinyin import HAN

# Each line is one thing, its first word stands for the others. Kept by hand; longer words come before their parts.
SAME = (
    ("路灯", "巷道路灯", "道路灯", "楼道灯", "声控灯", "感应灯", "照明灯", "照明", "灯泡", "电灯"),
    ("井盖", "窨井盖", "阴井盖", "下水道盖", "沙井盖"),
    ("管网", "下水道", "下水管", "排水管", "排污管", "污水管", "雨水管", "管道"),
    ("停车", "停车位", "车位", "泊车", "停车场"),
    ("车棚", "单车棚", "自行车棚", "电动车棚"),
    ("充电", "充电桩", "充电站", "充电插座"),
    ("扶手", "栏杆", "护栏", "把手"),
    ("坡道", "无障碍通道", "无障碍", "轮椅道", "斜坡"),
    ("垃圾", "垃圾桶", "垃圾房", "垃圾箱", "垃圾点", "生活垃圾"),
    ("座椅", "长椅", "长凳", "板凳", "椅子", "凳子", "休息椅"),
    ("健身", "健身器材", "锻炼器材", "运动器材"),
    ("厕所", "公厕", "卫生间", "洗手间"),
    ("防水", "漏雨", "漏水", "渗水", "渗漏", "屋顶漏"),
    ("监控", "摄像头", "探头", "监控探头"),
    ("门禁", "对讲", "对讲机", "单元门锁", "门锁", "可视门铃"),
    ("绿化", "花坛", "花池", "草坪", "绿地", "种花", "种树"),
    ("减速带", "减速垄", "减速坎"),
    ("路面", "道路", "地面", "路坑", "坑洼"),
    ("老人", "老年人", "长者", "老人家", "高龄"),
    ("儿童", "小孩", "孩子", "娃娃", "小朋友"),
    ("晾衣", "晒衣", "晾晒", "晒被子"),
    ("宠物", "遛狗", "养狗", "犬只", "狗便"),
    ("消防", "灭火器", "消火栓", "防火"),
    ("宣传栏", "公示栏", "公告栏", "布告栏"),
)
# What nearly every proposal says of anything.
EMPTY = (
    "楼道", "巷道", "单元", "更换", "换成", "维修", "修理", "修复", "改造", "整治", "安装", "加装", "增设", "新建", "建设", "项目", "小区", "院子", "院内", "院里",
    "我们", "希望", "需要", "居民", "住户", "大家", "问题", "已经", "没有", "楼下", "附近", "出行", "方便", "安全", "坏了", "损坏", "老化", "请",
)  # fmt: skip
_ONE_WORD = {word: words[0] for words in SAME for word in words}
_SAME = re.compile("|".join(sorted(map(re.escape, _ONE_WORD), key=len, reverse=True)))
_EMPTY = re.compile("|".join(sorted(map(re.escape, EMPTY), key=len, reverse=True)))
ALIKE = 0.34  # from here on two proposals are shown beside each other


@lru_cache(maxsize=20_000)
def pairs_of(text: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbouring syllables of `text`, without what nearly every proposal says.

    >>> sorted(pairs_of("更换楼道灯")) == sorted(pairs_of("路登"))
    True
    """
    plain = _SAME.sub(lambda word: f" {_ONE_WORD[word[0]]} ", spelling.simplified(text))
    pairs = set()
    for part in re.split(r"[^\u3400-\u9fffA-Za-z0-9]+", _EMPTY.sub(" ", plain)):
        if not HAN.search(part):
            continue
        syllables = lazy_pinyin(part.lower(), style=Style.NORMAL)
        pairs |= set(pairwise(syllables))
    return frozenset(pairs)


def likeness(title: str, text: str, other_title: str, other_text: str) -> float:
    """Return from 0 (nothing in common) to 1 how alike two proposals are; their titles count more than their texts."""
    titles = _overlap(pairs_of(title), pairs_of(other_title))
    whole = _overlap(pairs_of(f"{title} {text}"), pairs_of(f"{other_title} {other_text}"))
    across = max(
        _inside(pairs_of(title), pairs_of(f"{other_title} {other_text}")),
        _inside(pairs_of(other_title), pairs_of(f"{title} {text}")),
    )
    return 0.5 * titles + 0.25 * whole + 0.25 * across


def _overlap(one: frozenset, other: frozenset) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _inside(part: frozenset, whole: frozenset) -> float:
    return len(part & whole) / len(part) if part else 0.0
