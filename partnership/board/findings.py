"""What is pointed out in a text before it goes public: telephone numbers, mail addresses, words of a list that editors keep."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

import jaconv
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher

from directory.models.phone import DASHES
from partnership.models import BoardWord

REGION = "JP"
MAIL = re.compile(r"[\w.+-]+\s?(?:@|[(\[]at[)\]]|アットマーク)\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE | re.ASCII)


class Kind(Enum):
    PHONE = "phone"
    MAIL = "mail"
    WORD = "word"


LABELS: dict[Kind, str | Promise] = {
    Kind.PHONE: _("電話番号のようです"),
    Kind.MAIL: _("メールアドレスのようです"),
    Kind.WORD: _("気をつけたいことばです"),
}


@dataclass(frozen=True)
class Finding:
    """Something found: what it is, as it stands in the text (in ordinary letters), and what to tell its author besides."""

    kind: Kind
    text: str
    note: str = ""

    @property
    def label(self) -> str | Promise:
        return LABELS[self.kind]


def findings(*texts: str, words: "Iterable[BoardWord] | None" = None) -> list[Finding]:
    """What to point out in the texts, each thing once. `words` spares the query where many texts are looked at."""
    found: dict[Finding, None] = {}
    listed = list(BoardWord.objects.all() if words is None else words)
    for text in texts:
        plain = unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES)
        for match in PhoneNumberMatcher(plain, REGION, leniency=Leniency.POSSIBLE):
            # Among what is possible are years, prices and dates: a number to dial begins with 0 or +.
            if match.raw_string.lstrip("( ").startswith(("0", "+")):
                found[Finding(Kind.PHONE, match.raw_string)] = None
        for mail in MAIL.finditer(plain):
            found[Finding(Kind.MAIL, mail.group())] = None
        bare = _bare(text)
        for word in listed:
            if _bare(word.word) in bare:
                found[Finding(Kind.WORD, word.word, word.note)] = None
    return list(found)


def _bare(text: str) -> str:
    """Without what is easily written otherwise: width, case, kana, and spaces between letters."""
    return "".join(jaconv.kata2hira(unicodedata.normalize("NFKC", text)).casefold().split())
