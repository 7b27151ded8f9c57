"""Cells that somebody will open in a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV Injection)."""


def safe(value: object) -> str:
    """A cell with ' before what would be a formula; a number is none. `unsafe` gives the text back."""
    text = str(value)
    return f"'{text}" if _would_be_a_formula(text) and not isinstance(value, int | float) else text


def unsafe(cell: str) -> str:
    """The text of a cell that `safe`, or somebody else with the same habit, has written."""
    return cell[1:] if cell.startswith("'") and _would_be_a_formula(cell) else cell


def _would_be_a_formula(text: str) -> bool:
    """Also behind any ' of its own, so that one more can be taken away again."""
    return text.lstrip("'").startswith(FORMULA)
