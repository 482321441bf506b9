"""On paper: marked when it is handed out, entered by two, accounted for to the last sheet."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from deliberation import rounds
from deliberation.models import PaperEntry, Protocol, RollEntry, VoteChannel
from deliberation.results import closing
from deliberation.rounds import ballot_spec, paper, printing
from panlong import clock
from panlong.errors import NotPermitted, Refused
from tests.deliberation.rounds import open_box, open_secret
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(w):
    """A round with a station that has six papers and the building head on duty."""
    secret = open_secret(w)
    secret.station = paper.set_up_station(
        secret.round, by=w.staff, name="一号站", place="居委会", operation=uuid4()
    )
    now = clock.now()
    paper.give_shift(
        secret.station, by=w.staff, officer=w.organiser, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=4), operation=uuid4()
    )  # fmt: skip
    secret.papers = paper.print_papers(secret.station, by=w.staff, number=6)
    return secret


def hand_out(secret, officer, voter, operation=None, **more):
    return paper.hand_out(secret.station, by=officer, voter=voter, operation=operation or uuid4(), **more)


def enter(secret, by, number, *places):
    form = ballot_spec.ballot_spec(secret.round.pk)
    marks = form.mark([secret.candidates[place] for place in places]) if places else form.blank
    with clock.at(secret.round.closes_at):
        return paper.enter_ballot(secret.round, by=by, serial=secret.papers[number].serial, marks=marks)


def protocol(secret, w, **numbers):
    numbers = {"used": 3, "spoilt": 1, "unused": 2, "taken_away": 0, **numbers}
    with clock.at(secret.round.closes_at):
        return paper.write_protocol(
            secret.station, by=w.staff, scan=ContentFile(b"x", name="p.jpg"), **numbers
        )


def test_paper_and_online_exclude_each_other(w, secret):
    hand_out(secret, w.organiser, w.neighbours[0])
    with pytest.raises(Refused, match="纸质"):
        rounds.cast(secret.round, voter=w.neighbours[0], candidates=secret.candidates[:1], operation=uuid4())
    rounds.cast(secret.round, voter=w.neighbours[1], candidates=secret.candidates[:1], operation=uuid4())
    with pytest.raises(Refused) as refused:
        hand_out(secret, w.organiser, w.neighbours[1])
    assert refused.value.field == "voter"


def test_the_same_form_twice_marks_once_and_gives_one_paper(w, secret):
    operation = uuid4()
    first = hand_out(secret, w.organiser, w.neighbours[0], operation)
    assert hand_out(secret, w.organiser, w.neighbours[0], operation) == first
    assert secret.station.marks.count() == 1


def test_a_helper_is_named(w, secret):
    entry = hand_out(secret, w.organiser, w.neighbours[0], helped=True)
    assert (entry.way, entry.helper) == (VoteChannel.ASSISTED, w.organiser)


def test_only_officers_on_duty_hand_out(w, secret):
    with pytest.raises(Refused, match="值班"):
        hand_out(secret, w.staff, w.neighbours[0])
    with pytest.raises(NotPermitted):
        hand_out(secret, w.neighbours[1], w.neighbours[0])
    with clock.at(clock.now() + timedelta(hours=5)), pytest.raises(Refused):
        hand_out(secret, w.organiser, w.neighbours[0])


def test_no_more_papers_are_handed_out_than_were_printed(w, secret):
    for voter in w.neighbours:
        hand_out(secret, w.organiser, voter)
    with pytest.raises(Refused):
        hand_out(secret, w.organiser, w.proposer)


def test_the_form_of_the_last_paper_sent_again_finds_its_mark(w, secret):
    forms = [(voter, uuid4()) for voter in w.neighbours[:6]]
    given = [hand_out(secret, w.organiser, voter, operation) for voter, operation in forms]
    assert hand_out(secret, w.organiser, *forms[-1]) == given[-1]


def test_after_the_end_no_paper_is_handed_out(w, secret):
    from deliberation.models import Shift

    Shift.objects.update(ends_at=secret.round.closes_at + timedelta(days=1))
    with clock.at(secret.round.closes_at), pytest.raises(Refused):
        hand_out(secret, w.organiser, w.neighbours[0])


def test_nothing_says_which_paper_somebody_got(w, secret):
    columns = {field.attname for field in RollEntry._meta.get_fields() if hasattr(field, "attname")}
    assert not {one for one in columns if "paper" in one or "serial" in one}


def test_two_must_agree_and_a_third_settles_it(w, secret):
    enter(secret, w.staff, 0, 0)
    assert paper.marks_of(secret.round) == []
    enter(secret, w.organiser, 0, 1)
    assert paper.unsettled_papers(secret.round) == [secret.papers[0].serial]
    enter(secret, w.committee[0], 0, 1)
    assert [bytes(one) for one in paper.marks_of(secret.round)] == [b"\0\1\0"]
    with pytest.raises(Refused, match="一致"):
        enter(secret, w.committee[1], 0, 1)


def test_nobody_enters_a_paper_twice(w, secret):
    first = enter(secret, w.staff, 0, 0)
    assert enter(secret, w.staff, 0, 0) == first
    with pytest.raises(Refused):
        enter(secret, w.staff, 0, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperEntry.objects.create(paper=secret.papers[0], by=w.staff, marks=b"\1\0\0")
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperEntry.objects.update(marks=b"\0\0\1")


def test_papers_are_entered_after_the_end_by_those_who_may_and_only_ours(w, secret):
    form = ballot_spec.ballot_spec(secret.round.pk)
    with pytest.raises(Refused):
        paper.enter_ballot(secret.round, by=w.staff, serial=secret.papers[0].serial, marks=form.blank)
    with pytest.raises(NotPermitted):
        enter(secret, w.neighbours[0], 0, 0)
    with clock.at(secret.round.closes_at), pytest.raises(Refused) as refused:
        paper.enter_ballot(secret.round, by=w.staff, serial="FORGED", marks=form.blank)
    assert refused.value.field == "serial"
    with clock.at(secret.round.closes_at), pytest.raises(Refused):
        paper.enter_ballot(secret.round, by=w.staff, serial=secret.papers[0].serial, marks=b"\1\1\1")


def test_a_protocol_that_does_not_balance_is_refused_even_by_raw_sql(w, secret):
    for voter in w.neighbours[:3]:
        hand_out(secret, w.organiser, voter)
    for wrong in ({"used": 4}, {"unused": 3}, {"used": 2, "unused": 3}):
        with pytest.raises(Refused):
            protocol(secret, w, **wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Protocol.objects.create(
            station=secret.station, issued=6, used=3, spoilt=1, unused=1, by=w.staff, scan="x"
        )
    assert protocol(secret, w).used == 3


def test_the_box_waits_until_all_paper_is_accounted_for_and_then_counts_it(w, secret):
    rounds.cast(secret.round, voter=w.neighbours[5], candidates=secret.candidates[:1], operation=uuid4())
    for voter in w.neighbours[:3]:
        hand_out(secret, w.organiser, voter)
    with pytest.raises(Refused, match="记录"):
        open_box(w, secret)
    protocol(secret, w, used=2, taken_away=1)
    with pytest.raises(Refused):
        open_box(w, secret)
    for by in (w.staff, w.organiser):
        enter(secret, by, 0, 0, 1)
    enter(secret, w.staff, 1)
    with pytest.raises(Refused):
        open_box(w, secret)
    enter(secret, w.organiser, 1)  # void
    round = open_box(w, secret)
    assert list(round.candidates.order_by("pk").values_list("votes", flat=True)) == [2, 1, 0]
    assert round.turnout == 3
    from django.core.management import call_command

    call_command("verify_round", round.pk)


def test_once_the_box_is_open_no_paper_and_no_protocol_joins_it(w):
    secret = open_secret(w, rule="equalshares/add1")
    secret.station = paper.set_up_station(secret.round, by=w.staff, name="站", place="院", operation=uuid4())
    late = paper.set_up_station(secret.round, by=w.staff, name="空站", place="院", operation=uuid4())
    now = clock.now()
    paper.give_shift(
        secret.station, by=w.staff, officer=w.organiser, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=4), operation=uuid4()
    )  # fmt: skip
    secret.papers = paper.print_papers(secret.station, by=w.staff, number=2)
    hand_out(secret, w.organiser, w.neighbours[0])
    protocol(secret, w, used=1, spoilt=0, unused=1)
    for by in (w.staff, w.organiser):
        enter(secret, by, 0, 0)
    assert open_box(w, secret).is_being_counted
    with pytest.raises(Refused, match="票箱"):
        enter(secret, w.staff, 1, 0)
    with clock.at(secret.round.closes_at), pytest.raises(Refused, match="票箱"):
        paper.write_protocol(
            late, by=w.staff, used=0, spoilt=0, unused=0, scan=ContentFile(b"x", name="p.jpg")
        )
    round = closing.count_opened(secret.round)
    assert round.turnout == 1
    from django.core.management import call_command

    call_command("verify_round", round.pk)


def three_hold_a_paper(w, secret):
    for voter in w.neighbours[:3]:
        hand_out(secret, w.organiser, voter)
    for number in range(3):
        for by in (w.staff, w.organiser):
            enter(secret, by, number, 0)


def test_a_slip_in_the_protocol_is_put_right_with_a_reason(w, secret):
    three_hold_a_paper(w, secret)
    wrong = protocol(secret, w, used=2, taken_away=1)
    assert protocol(secret, w, used=2, taken_away=1) == wrong
    with pytest.raises(Refused) as refused:
        protocol(secret, w)
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="2张"):
        open_box(w, secret)
    with pytest.raises(Refused):
        protocol(secret, w, unused=3, reason="抄错")
    right = protocol(secret, w, reason="抄错")
    assert protocol(secret, w, reason="抄错") == right == paper.protocol_of(secret.station)
    assert paper.taken_away(secret.round) == 0
    assert secret.station.protocols.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Protocol.objects.create(
            station=secret.station, issued=0, used=0, spoilt=0, unused=0, by=w.staff, scan="x"
        )
    assert open_box(w, secret).turnout == 3


def test_a_paper_entered_by_mistake_is_set_aside_by_two(w, secret):
    three_hold_a_paper(w, secret)
    protocol(secret, w)
    enter(secret, w.staff, 3, 1)
    spoilt = secret.papers[3].serial

    def set_aside(by, serial=spoilt):
        with clock.at(secret.round.closes_at):
            return paper.set_aside(secret.round, by=by, serial=serial.lower(), reason="废票，不在箱中")

    with pytest.raises(Refused, match="另一人"):
        open_box(w, secret)
    with pytest.raises(NotPermitted):
        set_aside(w.neighbours[0])
    with pytest.raises(Refused):
        set_aside(w.staff, secret.papers[4].serial)
    assert set_aside(w.staff) == set_aside(w.staff)
    assert paper.half_set_aside(secret.round) == [spoilt]
    enter(secret, w.organiser, 3, 1)
    with pytest.raises(Refused, match="4张"):  # one alone takes no paper out of the count
        open_box(w, secret)
    set_aside(w.organiser)
    assert paper.half_set_aside(secret.round) == []
    with pytest.raises(Refused):
        enter(secret, w.committee[0], 3, 1)
    round = open_box(w, secret)
    assert (round.turnout, round.candidates.order_by("pk").first().votes) == (3, 3)
    with pytest.raises(Refused):
        set_aside(w.staff, secret.papers[0].serial)


def test_slips_are_put_right_on_the_pages(client, w, secret):
    three_hold_a_paper(w, secret)
    protocol(secret, w, used=2, taken_away=1)
    desk, page = f"/rounds/{secret.round.pk}/desk/", f"/rounds/{secret.round.pk}/set-aside/"
    with clock.at(secret.round.closes_at):
        sign_in(client, w.neighbours[0])
        assert client.get(page).status_code == 403
        sign_in(client, w.staff)
        assert (
            f"/stations/{secret.station.pk}/protocol/"
            in client.get(f"/rounds/stations/{secret.station.pk}/").content.decode()
        )
        asked = {"operation": uuid4(), "serial": secret.papers[0].serial, "reason": "不在箱中"}
        assert client.post(page, {**asked, "serial": "X"}).status_code == 422
        assert client.post(page, asked).url == desk
        assert page in client.get(desk).content.decode()
        assert secret.papers[0].serial in client.get(desk).content.decode()


def test_papers_and_protocol_are_printed(w, secret):
    assert printing.print_ballots(secret.station, secret.papers).startswith(b"%PDF-")
    assert printing.print_count_sheet(secret.station).startswith(b"%PDF-")
    assert len({one.serial for one in secret.papers}) == 6


def test_the_pages_of_a_station(client, w, secret):
    address = f"/rounds/stations/{secret.station.pk}/"
    for who, status in ((w.neighbours[0], 403), (w.organiser, 200), (w.staff, 200)):
        sign_in(client, who)
        assert client.get(address).status_code == status
        assert client.get(f"{address}hand-out/").status_code == status
    for page in ("shift/", "print/", "protocol.pdf", "protocol/"):
        assert client.get(address + page).status_code == 200
    assert client.get(f"/rounds/{secret.round.pk}/desk/").status_code == 200
    printed = client.post(f"{address}print/", {"operation": uuid4(), "number": 2})
    assert printed.headers["Content-Type"] == "application/pdf"
    sign_in(client, w.organiser)
    nobody = client.post(f"{address}hand-out/", {"operation": uuid4(), "who": "无此人"})
    assert nobody.status_code == 422
    handed = client.post(f"{address}hand-out/", {"operation": uuid4(), "who": "邻居1"})
    assert handed.status_code == 302
    assert RollEntry.objects.get(station=secret.station).voter == w.neighbours[1]
    again = client.post(f"{address}hand-out/", {"operation": uuid4(), "who": "邻居1"})
    assert again.status_code == 422
    with clock.at(secret.round.closes_at):
        entry = {
            "operation": uuid4(),
            "serial": secret.papers[0].serial.lower(),
            "candidates": secret.candidates[:1],
        }
        assert client.post(f"/rounds/{secret.round.pk}/enter/", entry).status_code == 302
        assert (
            client.post(
                f"/rounds/{secret.round.pk}/enter/", {**entry, "candidates": secret.candidates}
            ).status_code
            == 422
        )
