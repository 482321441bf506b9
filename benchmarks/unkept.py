"""The portal with a round's page made whole for each reader, to be compared with the one that keeps its parts for seconds."""

from deliberation.results import fragments
from panlong.server.front import application  # noqa: F401  (served; it sets Django up)

# isort: skip

fragments.cached_fragments = fragments._make
