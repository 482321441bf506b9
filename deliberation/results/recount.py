"""Does what the portal shows of a closed round follow from its own ballots, and from the files that it published?"""

from collections.abc import Iterator

from deliberation.models import VotingRound
from deliberation.results import result_files, verification
from deliberation.rounds import counting


def count_anew(round: VotingRound) -> counting.Result:
    """Return the result of `round`, which is closed and was not given up, by its ballots in the database."""
    return counting.work_out_result(round, counting.ballot_patterns(round))


def verify_counted(round: VotingRound, result: counting.Result) -> Iterator[str]:
    """Yield what differs from `result`, one sentence each: stored votes and choice, published files, the notice's fingerprints."""
    counted = zip(round.candidates.order_by("pk"), result.count.votes, result.count.against, strict=True)
    for one, votes, against in counted:
        if (one.votes or 0, one.against or 0) != (votes, against):
            yield f"{one.code}: {one.votes} votes are stored, the ballots give {votes}"
        if one.chosen != (one.code in result.chosen):
            yield f"{one.code}: stored as {'chosen' if one.chosen else 'not chosen'}, the rule says otherwise"
    if round.turnout != result.count.ballots:
        yield f"a turnout of {round.turnout} is stored, there are {result.count.ballots} ballots"
    files = result_files.file_contents(round)
    folder = result_files.folder_of(round.pk)
    for name, text in files.items():
        if (folder / name).exists() and (folder / name).read_text(encoding="utf-8") != text:
            yield f"{name}: the published file says something else than the database"
    notice = round.result_notice
    sums = notice.facts.get("sums", {}) if notice else {}
    for name, said in result_files.file_fingerprints(files).items():
        if name in sums and sums[name] != said:
            yield f"{name}: the notice of the result has another fingerprint"


def verify_published(round: VotingRound) -> Iterator[str]:
    """Yield what the published files of `round`, if they were made, say otherwise than one another and the notice."""
    folder = result_files.folder_of(round.pk)
    if not (folder / "round.json").exists():
        return
    sums = round.result_notice.facts.get("sums", {}) if round.result_notice else {}
    try:
        yield from verification.verify_files(folder, sums, kind_of(round))
    except verification.Unreadable as error:
        yield str(error)


def kind_of(round: VotingRound) -> verification.Kind:
    """Return what the files of `round` must hold."""
    if round.secret:
        return verification.Kind.SECRET
    if round.source:
        return verification.Kind.IMPORTED
    return verification.Kind.VOICES if round.publishes_voices else verification.Kind.NAMED
