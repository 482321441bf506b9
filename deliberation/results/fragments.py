"""The parts of a round's page that are the same for everybody: the empty ballot, the projects, the result, the rules.

They are made without the request, so that nothing of a person can get into them, and kept for a few seconds: in the
last minutes of a round thousands ask for them. Whether somebody has voted and what they chose, the buttons of those
who run it, the form's tokens are made anew for each reader. A vote is never kept.
"""

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deliberation.forms.rounds import BallotForm
from deliberation.models import RollEntry, VotingRound
from deliberation.results import result_context, result_files
from deliberation.rounds import roll

SECONDS = 5  # how old the number of those who have voted may be


def cached_fragments(round: VotingRound) -> dict[str, str]:
    """Return the parts of the page of `round` as HTML by name, in the active language.

    What the round is now is in the key: at its opening, its end and its count others are made at once.
    """
    state = "counted" if round.closed_at else "open" if round.is_open else "over"
    key = f"round-{round.operation}-{state}-{translation.get_language()}"
    if parts := cache.get(key):
        return parts
    parts = _make(round)
    cache.set(key, parts, SECONDS)
    return parts


def ballot_fragment(round: VotingRound, form: BallotForm) -> str:
    """Return the ballot as it is filled in in `form`; it is its voter's and never kept."""
    return render_to_string(
        "deliberation/parts/ballot.html", {"round": round, "form": form, "candidates": candidates_of(round)}
    )


def candidates_of(round: VotingRound) -> list:
    """Return the projects on the ballot, in its order while it is open, then the chosen first."""
    order = ["-chosen", "-votes", "pk"] if round.closed_at else ["pk"]
    return list(round.candidates.select_related("project__area").order_by(*order))


def _make(round: VotingRound) -> dict[str, str]:
    candidates = candidates_of(round)
    marked = RollEntry.objects.filter(round=round, marked_at__isnull=False).count()
    context: dict[str, object] = {
        "round": round,
        "form": BallotForm(round=round),
        "candidates": candidates,
        "voters": {"all": roll.roll_size(round), "marked": marked},
        "corrections": round.corrections.filter(confirmed_at__isnull=False).count(),
        "conflicts": round.conflicts.select_related("first", "second"),
        "custodians": [one.key.custodian.public_name for one in round.shares.select_related("key__custodian")] if round.secret else [],
    }  # fmt: skip
    names = ["conflicts", "rules", "result" if round.closed_at else "projects"]
    if round.is_open:
        names.append("ballot")
    if round.closed_at:
        context |= result_context.result_context(round, candidates, marked=marked)
        context["files"] = [(name, _(result_files.FILES[name])) for name in result_files.file_names(round)]
    return {name: render_to_string(f"deliberation/parts/{name}.html", context) for name in names}
