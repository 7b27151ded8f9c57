"""What an import changes, field by field, as a file; and the order in which it is shown."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from directory.spreadsheet import safe

Row = Mapping[str, Any]
"""{row, name, fields: [{label, old, new, ours, is_corrected}]}, as `ImportRun.changes` has it."""


def corrected_first(changes: Iterable[Row]) -> list[Row]:
    """The rows in which an editor's correction is overwritten before the others; else as they were."""
    return sorted(changes, key=lambda row: not any(field["is_corrected"] for field in row["fields"]))


def changes_csv(changes: Iterable[Row]) -> bytes:
    """A CSV that Excel opens as UTF-8; nothing in it is a formula. What overwrites a correction stands first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    told = (gettext("行"), gettext("名前"), gettext("項目"), gettext("前の値"), gettext("新しい値"))
    writer.writerow([*told, gettext("編集者の直しを上書き"), gettext("前に取り込んだ値")])
    fields = [(row, field) for row in changes for field in row["fields"]]
    for row, field in sorted(fields, key=lambda each: not each[1]["is_corrected"]):
        before = field["ours"] if field["is_corrected"] else field["old"]
        overwrites = gettext("はい") if field["is_corrected"] else ""
        cells = (row["row"], row["name"], field["label"], before, field["new"], overwrites, field["old"])
        writer.writerow([safe(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
