"""What docs/state-machines.md says, for the tests that walk its machines."""

import re
from pathlib import Path

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
