"""What somebody chose for the columns of a file, found again for the next file with the very same header."""

import hashlib
from collections.abc import Iterable, Mapping

from django.db.models import F, Max
from django.utils.translation import gettext

from directory.models import DataSource
from directory.opendata.columns import fold
from directory.opendata.wording import field_names


def header_key(header: Iterable[str]) -> str:
    """A digest of the columns of a header, in whatever order and spelling; empty of none."""
    folded = sorted({fold(text) for text in header if text.strip()})
    return hashlib.sha256("\n".join(folded).encode()).hexdigest() if folded else ""


def remembered(header: Iterable[str], dataset: str = "") -> DataSource | None:
    """The source whose last file had this header, the newest of them; of a dataset, if that is known.

    Where it is not, and files of several datasets had this header, there is none.
    """
    key = header_key(header)
    found = DataSource.objects.filter(header_key=key) if key else DataSource.objects.none()
    if dataset:
        found = found.filter(dataset=dataset)
    elif len(set(found.values_list("dataset", flat=True)[:50])) > 1:
        return None
    return found.annotate(at=Max("runs__started_at")).order_by(F("at").desc(nulls_last=True), "-pk").first()


def is_of(source: DataSource, header: Iterable[str]) -> bool:
    """Whether what was chosen for a source was chosen for this header, or names one of its columns."""
    return source.header_key == header_key(header) or bool({fold(text) for text in header} & set(map(fold, source.mapping)))


def in_words(source: DataSource, mapping: Mapping[str, str], header: Iterable[str], scope: str) -> str:
    """Which of its choices were used for a file; empty where none was."""
    names, meant = field_names(scope), {fold(text): name for text, name in mapping.items()}
    # In the order of the file: a database does not keep that of what was chosen.
    chosen = {text: meant[fold(text)] for text in header if text and fold(text) in meant}
    if not chosen:
        return ""
    told = "、".join(f"{text}→{names.get(name, name) if name else gettext('取り込まない')}" for text, name in chosen.items())
    return gettext("前に保存した対応を使いました：%(columns)s（出どころ「%(source)s」）。") % {
        "columns": told,
        "source": source.name,
    }
