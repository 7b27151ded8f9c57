"""The doubts of an import as a file for whoever keeps the list."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from directory.spreadsheet import safe

COLUMNS = ("row", "column", "value", "found", "done", "code")


def doubts_csv(doubts: Iterable[Mapping[str, Any]]) -> bytes:
    """A CSV that Excel opens as UTF-8; nothing in it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(
        [gettext("行"), gettext("列"), gettext("書かれていた値"), gettext("気づいたこと"), gettext("したこと"), gettext("記号")]
    )
    writer.writerows([[safe(each.get(name, "")) for name in COLUMNS] for each in doubts])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
