"""Rounds for tests: a community with custodians and pooled projects, without the road that leads there."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from deliberation import rounds
from deliberation.results import closing
from deliberation.rounds import ballot_box
from panlong import clock
from panlong.accounts.models import Household, Membership, User
from projects.models import Project
from projects.stages import Stage
from tests.factories import WORDS, put


def pooled(w, number: int = 3, cost: int = 8000) -> list[Project]:
    """Make `number` projects in the pool, each a thousand yuan dearer than the one before."""
    made = []
    for place in range(number):
        yuan = Decimal(cost + 1000 * place)
        words = {**WORDS, "title": f"项目{place}"}
        one = Project.objects.create(**words, area=w.courtyard, proposer=w.proposer, operation=uuid4())
        made.append(put(one, Stage.POOLED, budget=yuan, subsidy_planned=yuan))
    return made


def custodians(w, number: int = 3) -> tuple[list, list[str]]:
    """Return keys of `number` custodians and their passphrases."""
    made = [ballot_box.make_key(w.community, by=one) for one in w.committee[:number]]
    return [key for key, _words in made], [words for _key, words in made]


def open_secret(w, *, projects=None, number: int = 3, needed: int = 2, **terms) -> SimpleNamespace:
    """Open a secret round for a week; return it with its passphrases by number of share."""
    keys, words = custodians(w)
    terms = {"budget": Decimal(50000), "most_choices": 2, **terms}
    round = rounds.open_round(
        w.community, by=w.staff, title="秘密评选", projects=projects or pooled(w, number), closes_at=clock.now() + timedelta(days=7),
        operation=uuid4(), custodians=keys, shares_needed=needed, **terms,
    )  # fmt: skip
    by_key = dict(zip([key.pk for key in keys], words, strict=True))
    shares = {share.number: by_key[share.key_id] for share in round.shares.all()}
    return SimpleNamespace(
        round=round, words=shares, candidates=[one.pk for one in round.candidates.order_by("pk")]
    )


def open_box(w, secret, **words):
    """Open the box after the end with the passphrases of the first two custodians."""
    with clock.at(secret.round.closes_at + timedelta(minutes=1)):
        given = dict(list(secret.words.items())[:2])
        return closing.open_box(secret.round, by=w.staff, passphrases=given)


def settle(courtyard, number: int) -> list[User]:
    """Let `number` adults move in, each in a household of their own."""
    users = User.objects.bulk_create(User(name=f"居民{n}", password="!") for n in range(number))
    homes = Household.objects.bulk_create(Household(area=courtyard, room=f"R{n}") for n in range(number))
    since = clock.now() - timedelta(days=1)
    Membership.objects.bulk_create(
        Membership(user=user, household=home, is_head=True, since=since)
        for user, home in zip(users, homes, strict=True)
    )
    return users
