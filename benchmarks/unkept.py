"""The portal with a round's page made whole for each reader, to be compared with the one that keeps its parts for seconds."""

from panlong.wsgi import application  # noqa: F401  (served; it sets Django up)

from deliberation import round_parts  # isort: skip

round_parts.of = round_parts._make
