"""Equal shares of the six real elections, ours and pabutools' own search: seconds of the processor, and the same choice.

.venv/bin/python -m pytest benchmarks/test_equal_shares.py -n 0 -s
"""

import time

import pytest

from deliberation.rounds import tally
from tests.deliberation.test_equal_shares import FILES, by_pabutools, read


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_same_choice_sooner(file):
    election, shares, start = read(file), [], time.process_time()
    chosen = tally.choose(*election, step=lambda *told: shares.append(told))
    ours, start = time.process_time() - start, time.process_time()
    same = by_pabutools(*election)
    print(
        f"\n{sum(election[2].values())} voters, {len(election[0])} projects, {len(shares)} shares: {ours:.1f} s; pabutools {time.process_time() - start:.1f} s"
    )
    assert chosen == same
