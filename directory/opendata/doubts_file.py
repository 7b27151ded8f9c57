"""The doubts of an import as a file for whoever keeps the list."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

COLUMNS = ("row", "column", "value", "found", "done", "code")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would calculate (OWASP, CSV Injection)."""


def doubts_csv(doubts: Iterable[Mapping[str, Any]]) -> bytes:
    """A CSV that Excel opens as UTF-8; nothing in it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        [gettext("行"), gettext("列"), gettext("書かれていた値"), gettext("気づいたこと"), gettext("したこと"), gettext("記号")]
    )
    writer.writerows([[safe(each.get(name, "")) for name in COLUMNS] for each in doubts])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(value: Any) -> str:
    """A cell with ' before what would be a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
