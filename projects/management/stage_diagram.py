"""The diagram of docs/stages.md, drawn from the table of moves."""

from projects.stages import MOVES, ROAD, Stage


def draw_diagram() -> str:
    """Return the Mermaid text of all stages and moves."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {move.source.value} --> {move.target.value}: {move.act}" for move in MOVES]
    ends = [stage for stage in Stage if stage not in {move.source for move in MOVES}]
    lines += [f"    {stage.value} --> [*]" for stage in ends]
    return "\n".join(lines)


def stages_page() -> str:
    """Return the whole of docs/stages.md."""
    road = " → ".join(stage.value for stage in ROAD)
    return (
        "# Stages and moves\n\n"
        "Made by `./manage.py draw_stages > docs/stages.md` from `projects/stages.py`; a test fails when it lags.\n"
        "The same table makes the trigger `legal_moves` on `projects_project`.\n\n"
        f"The road: {road}.\n\n"
        f"```mermaid\n{draw_diagram()}\n```\n"
    )
