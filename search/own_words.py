"""The site's own words, out of the file that the settings name."""

import csv
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search import analysis


def use() -> None:
    """Keep the words of `settings.SEARCH_WORDS` in one piece from now on.

    The file is CSV in UTF-8, a word and its reading in kana a row. After a change of it `manage.py search rebuild`.

    Raises:
        ImproperlyConfigured: the file is not there, or a row has no word.
    """
    analysis.use_words(read(Path(settings.SEARCH_WORDS)) if settings.SEARCH_WORDS else ())


def read(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"SEARCH_WORDS: {path} cannot be read: {error}") from error
    words = []
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        word, *rest = (cell.strip() for cell in row)
        if not word:
            raise ImproperlyConfigured(f"SEARCH_WORDS: {path}, row {number}: the word is missing.")
        words.append((word, rest[0] if rest else ""))
    return words
