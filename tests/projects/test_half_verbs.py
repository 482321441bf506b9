"""A verb of the journey whose facts live above is half an act: only the owner of the whole act calls it.

The lower half alone is legal Python and wrong: withdrawn without its owner, a project would leave its support poll
open.
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWNERS = {
    "deliberation.households.polls": {
        "record_asked_again",
        "record_screening",
        "record_support",
        "record_withdrawal",
        "record_disowned",
    },
    "deliberation.households.reviews": {
        "record_acceptance",
        "record_review_prolonged",
        "record_satisfaction",
    },
    "deliberation.merging": {"record_merged", "record_unmerged"},
    "deliberation.pooling": {"record_pooled", "record_solved_by_residents"},
    "deliberation.council.reconfirming": {"record_reconfirmed"},
    "deliberation.council.committee": {"record_resolution"},
    "deliberation.rounds.opening": {"record_put_to_vote"},
    "deliberation.rounds.annulment": {"record_vote_annulled"},
    "deliberation.results.closing": {"record_vote"},
    "funding.subsidies.budgets": {"record_plan", "record_plan_correction"},
    "funding.subsidies.street_review": {
        "record_objection_answer",
        "record_street_approval",
        "record_street_refusal",
        "record_street_return",
    },
    "funding.subsidies.amendments": {"record_grant_change"},
    "funding.subsidies.grants": {"record_termination"},
    "funding.cashbook.settlement": {"record_accounts", "record_closed"},
}


def modules():
    for app in ("panlong", "projects", "deliberation", "funding"):
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" not in file.parts:
                name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def half_verbs(trees) -> set[str]:
    return {
        node.name
        for name, tree in trees.items()
        if name.startswith("projects.journey")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("record_")
    }


def names_in(tree) -> set[str]:
    """Return every name and attribute that `tree` mentions, called or handed on."""
    return {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(tree)
        if isinstance(node, (ast.Attribute, ast.Name))
    } | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_only_the_owner_of_the_whole_act_calls_half_of_it():
    trees = dict(modules())
    halves, found = half_verbs(trees), defaultdict(set)
    for name, tree in trees.items():
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if called := (names_in(tree) & halves) - own:
            found[name] |= called
    assert found == OWNERS


def test_each_half_has_one_owner():
    owned = [half for halves in OWNERS.values() for half in halves]
    assert sorted(owned) == sorted(half_verbs(dict(modules())))
