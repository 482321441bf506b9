"""One project's full year on a frozen clock, with everybody slow for once: what the portal tells whom, day by day.

    .venv/bin/python -m pytest tests/notices/test_year.py -n 0 --redraw

writes the calendar anew into tests/data/calendar_of_a_year.txt; the change shows as a diff.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone, translation

import deliberation.tasks
import projects.tasks
from deliberation import pooling, rounds
from deliberation.council import meetings
from deliberation.households import polls, reviews
from funding.cashbook import settlement
from funding.models import Check
from funding.subsidies import budgets, street_review, tranches
from panlong import clock, crypto
from panlong.notices import deliveries, publishing
from panlong.notices.models import Delivery, DigestMail, Message, Notice, Preferences
from panlong.portal.automation import drafts, reminders
from projects import progress
from projects.journey import caring, implementing
from tests.factories import Walk, fill_envelope, give_points, resolve

BEGINS = timezone.make_aware(datetime(2026, 3, 2, 10))
DAYS = 400
HOUR = 9  # of each day, at which beat comes; in the quiet months of every fifth day, which is as true and quicker
QUIET_MONTHS = {11, 12, 1}


def on(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


class Year:
    """Plays the acts of one project on their days, and lets beat come in between."""

    def __init__(self, w):
        self.w, self.told, self.seen = w, [], 0
        self.names = {
            **{one.pk: f"neighbour {number}" for number, one in enumerate(w.neighbours)}, w.organiser.pk: "building head",
            w.staff.pk: "community staff", **{one.pk: f"committee {number}" for number, one in enumerate(w.committee)},
            w.handler.pk: "street handler", w.reviewer.pk: "street reviewer", w.finance.pk: "street finance", w.leader.pk: "co-leader",
            w.auditor.pk: "auditor", w.administrator.pk: "administrator",
        }  # fmt: skip
        Preferences.objects.create(
            person=w.neighbours[5], language="en", digest="weekly", email_cipher=crypto.encrypt_text("five@example.cn"), email_confirmed_at=on(3, 1),
            digested_at=on(3, 1),
        )  # fmt: skip

    def acts(self):
        """Return (when, what happens) of the year. Everybody is late at something once."""
        w = self.w
        walk = self.walk
        return [
            (on(3, 2), walk.submit),
            (on(3, 12), walk.screen),  # five working days are over: reminded, then the street is told
            (on(3, 13), lambda: self._support(w.neighbours[:3])),
            (on(3, 25, 12), lambda: self._support(w.neighbours[3:5])),  # reminded 48 hours before the end
            (on(4, 7), walk.form_group),
            (on(4, 8), lambda: self._call_meeting(on(4, 13, 19))),
            (on(4, 18), self._minutes),  # two days late
            (on(4, 20), self._pool),
            (on(4, 27), self._open_round),
            (on(4, 28), lambda: self._vote(w.neighbours[:3])),
            (on(5, 14), lambda: self._score(w.committee[:2])),
            (on(5, 18), lambda: self._score(w.committee[2:])),
            (on(5, 20), lambda: resolve(walk.project, w.staff)),
            (on(5, 28), walk.apply),  # reminded, for without an application the street cannot begin
            (on(6, 10), self._approve),
            (on(6, 12, 9), lambda: self._object(w.neighbours[5])),
            (on(6, 30), self._answer),  # past the tenth working day
            (on(7, 6), self._begin_work),
            (on(7, 25), walk.pay_next),  # asked, checked, approved and paid on one day
            (on(7, 26), lambda: self._progress(60)),
            (on(8, 10), lambda: tranches.request_tranche(walk.project, by=w.neighbours[1])),
            (on(8, 20), lambda: tranches.check_tranche(walk.project, by=w.handler)),
            (on(8, 21), self._pay_second),
            (on(9, 20), self._finish),
            (on(10, 9), walk.accept),
            (on(10, 12), lambda: self._rate(w.neighbours[:3])),
            (on(10, 20), self._third_part),
            (on(12, 1), self._inspect),
        ]  # fmt: skip

    # --- acts ---------------------------------------------------------------------------------------------------
    def _support(self, people):
        for one in people:
            polls.answer_poll(self.walk.project, by=one, agrees=True)

    def _call_meeting(self, starts_at):
        budgets.draw_up(
            self.walk.project, by=self.w.neighbours[1], lines=[("扶手", Decimal(10000))],
            shares={"self_raised": Decimal(2000), "district": Decimal(8000)}, aftercare="轮流看管。",
        )  # fmt: skip
        self.walk.talk()
        self.meeting = meetings.call_meeting(
            self.walk.project, by=self.w.organiser, platform="all_households", starts_at=starts_at, place="院里", agenda="方案", operation=uuid4()
        )  # fmt: skip

    def _minutes(self):
        meetings.write_minutes(
            self.meeting, by=self.w.neighbours[1], present=5, in_favour=5, against=0, minutes="讨论。", decision="同意。"
        )  # fmt: skip

    def _pool(self):
        pooling.pool_project(self.walk.project, by=self.w.organiser)

    def _open_round(self):
        self.round = rounds.open_round(
            self.w.community, by=self.w.staff, title="评选", projects=[self.walk.project], closes_at=on(5, 6, 18),
            budget=Decimal(50000), operation=uuid4(), most_choices=1,
        )  # fmt: skip

    def _vote(self, people):
        candidate = self.round.candidates.get()
        for one in people:
            rounds.cast(self.round, voter=one, candidates=[candidate.pk], operation=uuid4())

    def _score(self, members):
        for member in members:
            give_points(self.walk.project, member)

    def _approve(self):
        fill_envelope(self.w)
        street_review.record_handler_check(
            self.walk.project, by=self.w.handler, checks=Check.values, opinion="可行。", subsidy=Decimal(8000), implementer="施工队"
        )  # fmt: skip
        street_review.record_review(self.walk.project, by=self.w.reviewer, verdict="approved")
        street_review.approve_subsidy(self.walk.project, by=self.w.leader)

    def _object(self, person):
        self.objection = publishing.object_to(Notice.objects.get(kind="approval"), by=person, text="太贵")

    def _answer(self):
        street_review.answer_objection(
            self.objection, self.walk.project, by=self.w.finance, upheld=False, text="价格合理。"
        )

    def _begin_work(self):
        self.walk.refresh()
        if self.walk.project.stage == "publicity":
            implementing.start_work(self.walk.project, by=None)
        self.walk.choose_supplier()
        self.walk.receive()

    def _progress(self, percent):
        progress.report_progress(
            self.walk.project, by=self.w.neighbours[1], percent=percent, text="过半。", operation=uuid4()
        )

    def _pay_second(self):
        tranches.approve_tranche(self.walk.project, by=self.w.reviewer)
        tranches.pay_tranche(self.walk.project, by=self.w.finance, bank_reference="B2", operation=uuid4())

    def _finish(self):
        caring.take_duty(
            self.walk.project, by=self.w.neighbours[1], responsible_person="邻居1", plan="每季检查。"
        )
        implementing.report_finished(self.walk.project, by=self.w.neighbours[1], text="完工。")

    def _rate(self, people):
        for one in people:
            reviews.rate_project(self.walk.project, by=one, grade="satisfied")

    def _third_part(self):
        self.walk.pay_next()
        self.walk.spend("4999.00")
        settlement.publish_accounts(self.walk.project, by=self.w.neighbours[2])

    def _inspect(self):
        progress.report_inspection(self.walk.project, by=self.w.staff, text="完好。", operation=uuid4())

    # --- the year -------------------------------------------------------------------------------------------------
    def play(self) -> str:
        """Live through the year and return its calendar."""
        with clock.at(BEGINS - timedelta(hours=1)):
            self.walk = Walk(self.w)
        mornings = [BEGINS.replace(hour=HOUR) + timedelta(days=day) for day in range(DAYS)]
        beats = [
            (when, self.beat) for when in mornings if when.month not in QUIET_MONTHS or when.day % 5 == 1
        ]
        events = sorted([*self.acts(), *beats], key=lambda event: event[0])
        for when, act in events:
            with clock.at(when):
                self.walk.refresh()
                act()
                self.look(when)
        return self.calendar()

    def beat(self):
        """What beat does, in the order in which it does it."""
        if clock.today() == on(8, 5).date() or clock.today() == on(8, 6).date():
            return  # beat is down for two days
        projects.tasks.sweep()
        deliberation.tasks.sweep()
        reminders.remind()
        drafts.draft()
        deliveries.draw_up_digests()
        deliveries.send_due()

    def look(self, when):
        """Write down the messages that are new, told by who got them."""
        fresh = Message.objects.filter(pk__gt=self.seen).order_by("pk")
        by_text = {}
        for message in fresh:
            with translation.override("en"):
                by_text.setdefault((message.topic, message.text), []).append(self.names[message.person_id])
            self.seen = message.pk
        for (topic, text), people in by_text.items():
            self.told.append((when, topic, _people(people), text))

    def calendar(self) -> str:
        lines = [
            f"{timezone.localtime(when):%Y-%m-%d %H:%M} {topic} → {people}\n    {text}"
            for when, topic, people, text in self.told
        ]
        counts = {
            f"{channel} {state}": Delivery.objects.filter(channel=channel, state=state).count()
            for channel in ("sms", "email") for state in ("sent", "left_out", "waiting", "failed")
        }  # fmt: skip
        counts["digests sent"] = DigestMail.objects.filter(state="sent").count()
        ending = " · ".join(f"{name}: {number}" for name, number in counts.items() if number)
        return "\n".join([*lines, "", f"messages: {Message.objects.count()} · {ending}", ""])


def _people(names) -> str:
    """Return `names` in short: neighbours and members by their numbers."""
    single = [name for name in names if not name[-1].isdigit()]
    counted = {}
    for name in names:
        if name[-1].isdigit():
            kind, _gap, number = name.rpartition(" ")
            counted.setdefault(kind, []).append(number)
    return ", ".join(
        [*(f"{kind} {'+'.join(sorted(numbers))}" for kind, numbers in counted.items()), *sorted(single)]
    )
