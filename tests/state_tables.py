"""What docs/state-machines.md says, for the tests that walk its machines."""

import re
from collections import Counter
from pathlib import Path
from typing import ClassVar

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "state-machines.md"
Move = tuple[str, str, str]
"""From, to, and the audit action; from or to is empty where the thing is not there."""


def moves(section: str) -> set[Move]:
    """The moves that a section's table allows."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"## {section}\n")[1].split("\n## ")[0]
    found: set[Move] = set()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not (action := re.search(r"`([\w.]+)`", cells[4])):
            continue
        for before in _states(cells[0]):
            found |= {(before, after, action[1]) for after in (_states(cells[1]) or [before])}
    return found


def _states(cell: str) -> list[str]:
    """Those that a cell names; an em dash is none."""
    return [""] if cell == "—" else re.findall(r"`(\w+)`", cell)


class StateWalk(RuleBasedStateMachine):
    """A model beside the things of a machine, by their ids: the state that each must be in, and the acts that its log must name.

    Whatever a walk does to the database is rolled back with it.
    """

    table: ClassVar[set[Move]] = set()
    walked: ClassVar[set[Move]] = set()
    """Every move that was made."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.state: dict[int, str] = {}
        self.log: dict[int, list[str]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def moved(self, pk: int, after: str, action: str) -> None:
        move = (self.state.get(pk, ""), after, action)
        assert move in self.table
        self.walked.add(move)
        self.state[pk] = after
        self.log.setdefault(pk, []).append(action)

    def assert_logged(self, said: dict[int, list[str]]) -> None:
        """The log names each act once."""
        assert {pk: Counter(acts) for pk, acts in said.items()} == {pk: Counter(acts) for pk, acts in self.log.items()}


def walk_at_random(machine: type[StateWalk], walks: int, steps: int) -> None:
    """The same walks each time: a test that fails now and then says nothing."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
