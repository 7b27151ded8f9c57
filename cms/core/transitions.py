"""How a thing whose states people decide about goes from one to another (docs/state-machines.md holds each table)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Transition:
    """What one act does: from which states, to which (empty: it stays), and its name in the audit log."""

    before: tuple[str, ...]
    after: str
    action: str
