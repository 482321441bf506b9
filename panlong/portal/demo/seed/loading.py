"""The one transaction that makes the demo."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from funding import ledger
from funding.ledger import chain
from funding.models import SharedFacility
from panlong import clock
from panlong.accounts.models import OutgoingSms, User
from panlong.areas.models import Area
from panlong.notices.models import Message, Notice
from panlong.portal.demo.clock import know_the_years
from panlong.portal.demo.personas import DISTRICT, PERSONAS
from panlong.portal.demo.seed import cases, others, today
from panlong.portal.demo.seed.bulk_load import fast_load
from panlong.portal.demo.seed.history import History, Life, on
from panlong.portal.demo.seed.tables import rows
from panlong.portal.demo.seed.town import Town, make_town
from projects.models import Project

LOCK = 2020_1104
# The district's envelope: 5,000,000 yuan as in the article, in (moment or days before now, yuan).
APPROPRIATIONS = ((on(2020, 2, 10), 3_100_000), (540, 1_200_000), (20, 700_000))


def is_loaded() -> bool:
    """Say whether the demo is there: its people and the article's first case."""
    people = [User.objects.by_phone(one.phone) for one in PERSONAS]
    return all(people) and Project.objects.filter(source_note__startswith=cases.ARTICLE).exists()


@transaction.atomic
def load(now: datetime) -> dict[str, int] | None:
    """Make the demo as of `now` and return what was made; None when it is there already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if is_loaded():
        return None
    know_the_years(now)
    with clock.at(on(2020, 1, 6)):
        town = make_town(now)
    _let_the_planner_know()
    _open_facilities()
    history = History(now)
    for _when, _life in _appropriations(town):
        history.begin(_life, _when)
    for chapter in (cases, others, today):
        chapter.begin(town, history)
    with fast_load():
        history.run()
    _leave_the_past_behind(now)
    _seal(now)
    return {
        "areas": Area.objects.count(),
        "people": User.objects.count(),
        "projects": Project.objects.count(),
        "notices": Notice.objects.count(),
    }


def _let_the_planner_know() -> None:
    """Count the town for PostgreSQL: of rows not committed it knows nothing, and would plan as for an empty table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE areas_area, accounts_user, accounts_household, accounts_membership")


def _open_facilities() -> None:
    """Open the article's 23 public units to residents."""
    for row in rows("facilities"):
        facts = {"facility": row["facility"], "opened_on": row["opened_on"]}
        area = Area.objects.get(code=row["street"])
        SharedFacility.objects.get_or_create(unit=row["unit"], defaults={**facts, "area": area})


def _appropriations(town: Town) -> list[tuple[datetime, Life]]:
    moments = [
        (when if isinstance(when, datetime) else town.now - timedelta(days=when), yuan)
        for when, yuan in APPROPRIATIONS
    ]
    return [(moment, _appropriate(town, yuan)) for moment, yuan in moments]


def _appropriate(town: Town, yuan: int) -> Life:
    year = clock.today().year
    ledger.appropriate_money(
        Area.objects.get(code=DISTRICT), year, Decimal(yuan), by=town.people["district"], memo=f"{year}年度区级补贴（演示）", operation=uuid4(),
    )  # fmt: skip
    return
    yield


def _seal(now: datetime) -> None:
    """Seal the ledger as beat does every day from now on."""
    with clock.at(now):
        seal = chain.seal_chain()
        if seal:
            chain.publish_seal(seal)


def _leave_the_past_behind(now: datetime) -> None:
    """Mark old messages as read and texts as sent, and let the personas have text messages from now on."""
    OutgoingSms.objects.update(state=OutgoingSms.State.SENT, sent_at=F("due_at"))
    old = Message.objects.filter(sent_at__lt=now - timedelta(days=14), read_at__isnull=True)
    old.update(read_at=F("sent_at") + timedelta(days=1))
    personas = filter(None, (User.objects.by_phone(one.phone) for one in PERSONAS))
    User.objects.filter(pk__in=[user.pk for user in personas]).update(wants_sms=True)
