"""What the neighbours ask for already is found before it is asked for again, however it is written."""

import pytest

from panlong.tools.likeness import ALIKE, likeness, pairs_of
from projects.journey import proposing
from projects.journey.duplicates import finding
from projects.stages import Stage
from tests.factories import draft, placed, put, sign_in, world

# title and problem of two proposals
SAME = [
    (("更换楼道灯", "三楼的灯不亮"), ("楼道声控灯坏了", "晚上回家摸黑")),
    (("减速带与反光镜", "弯道看不见来车"), ("装减速带和反光镜", "路口拐弯危险")),
    (("井盖更换", "井盖破了"), ("窨井盖坏了要换", "门口的窨井盖一踩就响")),
    (("楼道扶手", "老人上下楼没有扶手"), ("給老人裝欄杆", "樓梯沒有欄杆，老人下樓危險")),
    (("小区停车秩序整治", "车辆乱停"), ("增设停车位", "车位不够，到处乱停")),
    (("巷口路灯太暗", "晚上看不清路"), ("路登太暗", "夜里走路怕摔")),  # a wrong character of the same sound
]
OTHER = [
    (("路灯更换", "巷道路灯坏了三盏"), ("井盖更换", "井盖破了")),
    (("巷道路灯更换", "夜里看不见"), ("院内道路修补", "道路坑坑洼洼")),
    (("小区楼顶防水", "楼顶漏雨"), ("小区垃圾分类", "垃圾桶太少")),
    (("合唱团活动室", "没有地方唱歌"), ("儿童沙坑", "孩子没有地方玩")),
    (("", ""), ("井盖更换", "井盖破了")),
]


@pytest.mark.parametrize("one, other", SAME, ids=lambda pair: pair[0])
def test_the_same_thing_in_other_words_is_alike_and_both_ways(one, other):
    assert likeness(*one, *other) >= ALIKE
    assert likeness(*one, *other) == likeness(*other, *one)


@pytest.mark.parametrize("one, other", OTHER, ids=lambda pair: pair[0])
def test_other_things_are_not_though_they_share_the_words_of_every_proposal(one, other):
    assert likeness(*one, *other) < ALIKE


def test_what_cannot_be_spoken_is_like_nothing():
    assert pairs_of("？！ 123 🙂") == frozenset()
    assert likeness("？", "", "？", "") == 0


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture
    def there(self, w):
        return placed(w, Stage.POOLED, title="更换楼道灯", problem="三楼的灯不亮")

    @pytest.fixture
    def mine(self, w):
        return draft(w, title="楼道声控灯坏了", problem="晚上回家摸黑")

    def test_of_any_stage_in_the_community_and_not_beyond_it(self, w, there, mine):
        other = world("530103003")
        placed(other, Stage.POOLED, title="更换楼道灯", problem="三楼的灯不亮")
        for stage in (Stage.SUPPORT_POLL, Stage.IN_PROGRESS, Stage.AFTERCARE, Stage.POOLED):
            put(there, stage)
            assert finding.similar_projects(mine, reader=w.proposer) == [there]
        put(there, Stage.WITHDRAWN)
        assert finding.similar_projects(mine, reader=w.proposer) == []

    def test_what_one_may_not_read_is_not_shown(self, w, there, mine):
        put(there, Stage.SCREENING, first_published_at=None)
        assert finding.similar_projects(mine, reader=w.neighbours[1]) == []
        assert finding.similar_projects(mine, reader=w.organiser) == [there]

    def test_it_stands_before_the_button_with_support_that_one_instead_and_where_it_is_checked(
        self, client, w, there, mine
    ):
        put(there, Stage.SUPPORT_POLL)
        sign_in(client, w.proposer)
        page = client.get(f"/projects/{mine.pk}/do/submit/").text
        assert there.title in page and f"/projects/{there.pk}/do/support/" in page
        proposing.submit_proposal(mine, by=w.proposer)
        sign_in(client, w.organiser)
        page = client.get(f"/projects/{mine.pk}/do/screen/").text
        assert there.title in page and f"/projects/{there.pk}/do/support/" not in page

    def test_thirty_take_as_many_queries_as_one(self, w, there, mine, django_assert_num_queries):
        finding.similar_projects(mine, reader=w.proposer)  # the posts of the reader are asked for once
        with django_assert_num_queries(1):
            finding.similar_projects(mine, reader=w.proposer)
        for number in range(30):
            placed(w, Stage.POOLED, title=f"更换楼道灯{number}")
        with django_assert_num_queries(1):
            assert len(finding.similar_projects(mine, reader=w.proposer)) == finding.MAX_SHOWN
