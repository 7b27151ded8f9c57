from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.thesaurus import normals_of

MOST_WORDS = 12
"""Of one group on one side: what a query asks of an index has an end (`search.expression.MAX_TERMS`)."""
LONGEST_WORD = 40


class SynonymGroup(models.Model):
    """Words that mean the same to those who search, as editors wrote them down. In effect from the next search on."""

    class Direction(models.TextChoices):
        TWO_WAY = "two_way", gettext_lazy("どちらからでも（＝）")
        ONE_WAY = "one_way", gettext_lazy("一方だけ（→）")

    words = models.TextField(
        gettext_lazy("ことば"),
        max_length=1000,
        help_text=gettext_lazy(
            "1行に1つずつ書きます。間に空白や「・」があってもかまいません。例：1行目に「ファミサポ」、2行目に「ファミリー・サポート・センター」。"
        ),
    )
    direction = models.CharField(
        gettext_lazy("向き"),
        max_length=10,
        choices=Direction,
        default=Direction.TWO_WAY,
        help_text=gettext_lazy(
            "「どちらからでも」は、どのことばで検索しても、ほかのことばのものも見つかります。「一方だけ」は、上のことばで検索したときだけ、"
            "下のことばのものも見つかります。例：「こども病院」で検索した人には「小児科」も見せるが、「小児科」で検索した人はそのまま。"
        ),
    )
    targets = models.TextField(
        gettext_lazy("いっしょに探すことば"),
        max_length=1000,
        blank=True,
        help_text=gettext_lazy("「一方だけ」のときに、1行に1つずつ書きます。"),
    )
    note = models.CharField(
        gettext_lazy("メモ"), max_length=200, blank=True, help_text=gettext_lazy("登録した理由など。読む人には見えません。")
    )

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("同義語")

    def __str__(self) -> str:
        words = "＝".join(lines(self.words))
        return f"{words}→{'、'.join(lines(self.targets))}" if self.is_one_way else words

    @property
    def is_one_way(self) -> bool:
        return self.direction == self.Direction.ONE_WAY

    @property
    def pair(self) -> tuple[list[str], list[str]]:
        """What a `Thesaurus` is made from: the words, and what is looked for as well."""
        words = lines(self.words)
        return words, lines(self.targets) if self.is_one_way else words

    def clean(self) -> None:
        """Keeps the words without blank lines and repetitions.

        Raises:
            ValidationError: by field, what to do about it.
        """
        is_blank = bool(self.words) and not lines(self.words)
        self.words, self.targets = "\n".join(lines(self.words)), "\n".join(lines(self.targets))
        wrong: dict[str, Any] = {name: list(faults_of(lines(getattr(self, name)))) for name in ("words", "targets")}
        if self.is_one_way and not self.targets:
            wrong["targets"].append(_("いっしょに探すことばを、1行に1つずつ書いてください。"))
        elif not self.is_one_way and self.targets:
            wrong["targets"].append(_("「どちらからでも」のときは、ここを空にして、すべて上の欄に書いてください。"))
        if is_blank:
            wrong["words"].append(_("同じ意味のことばを、1行に1つずつ、2つ以上書いてください。"))
        elif self.words and not any(wrong.values()):
            wrong["words"] += filter(None, [self._sameness(), *self._told_of_others()])
        wrong = {name: faults for name, faults in wrong.items() if faults}
        if wrong:
            raise ValidationError(wrong)

    def _sameness(self) -> str:
        """Why nothing would be found by this group that is not found without it; empty where something is."""
        words, targets = self.pair
        together = list(dict.fromkeys([*words, *targets]))
        if len(together) < 2:
            return _("同じ意味のことばを、1行に1つずつ、2つ以上書いてください。")
        if len({normals_of(word) for word in together}) < 2:
            named = "".join(f"「{word}」" for word in together)
            return _("%(words)sは、検索ではもともと同じことばとして扱われます。ほかの言い方を書いてください。") % {"words": named}
        return ""

    def _told_of_others(self) -> Iterator[str]:
        """One word, one place to look after it."""
        for word, group in self.held_elsewhere():
            yield _("「%(word)s」は、ほかの同義語「%(group)s」にもう入っています。そちらに書き足してください。") % {
                "word": word,
                "group": group,
            }

    def held_elsewhere(self) -> "Iterator[tuple[str, SynonymGroup]]":
        """The words that another group of the same direction already explains, with that group."""
        own = {normals_of(word): word for word in lines(self.words)}
        for group in SynonymGroup.objects.filter(direction=self.direction).exclude(pk=self.pk).order_by("pk"):
            held = {normals_of(word) for word in lines(group.words)}
            yield from ((word, group) for normals, word in own.items() if normals in held)


def lines(text: str) -> list[str]:
    """The words of a field: one a line, spaces as one, blank lines and repetitions left out."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


def faults_of(words: list[str]) -> Iterator[str | Promise]:
    """What is wrong with the words of one field, each by itself."""
    if len(words) > MOST_WORDS:
        yield _("一つの同義語に書けるのは%(most)d個までです（今は%(count)d個あります）。") % {
            "most": MOST_WORDS,
            "count": len(words),
        }
    for word in words:
        if len(word) > LONGEST_WORD:
            yield _("「%(word)s…」は長すぎます。一つのことばは%(longest)d文字までにしてください。") % {
                "word": word[:15],
                "longest": LONGEST_WORD,
            }
        elif not normals_of(word):
            yield _("「%(word)s」には、検索で手がかりになることばがありません。") % {"word": word}
