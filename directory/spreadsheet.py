"""Cells that somebody will open in a spreadsheet."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV Injection)."""


def safe(value: object) -> str:
    """A cell with ' before what would be a formula; a number is none."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int | float) else text
