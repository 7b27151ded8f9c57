from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.models.synonym import lines

LONGEST_WANTED = 300


def languages() -> list[tuple[str, Any]]:
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


def source_language() -> str:
    return settings.LANGUAGE_CODE


class JudgedQuery(models.Model):
    """A query of which somebody has judged what it should find. `search.evaluation` measures the search by such queries."""

    query = models.CharField(gettext_lazy("検索することば"), max_length=200)
    locale = models.CharField(gettext_lazy("言語"), max_length=20, choices=languages, default=source_language)
    wanted = models.TextField(
        gettext_lazy("見つかってほしいもの"),
        help_text=gettext_lazy(
            "1行に1つずつ、ページや施設の題、アドレス（/ で始まるもの）、または「app.model:番号」を書きます。"
            "どれか一つが5番目までに出れば合格です。"
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = gettext_lazy("判定済みの検索")
        ordering: ClassVar = ["locale", "query"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["locale", "query"],
                name="one_judgement_a_query",
                violation_error_message=gettext_lazy("このことばは、もう登録されています。そちらを直してください。"),
            )
        ]

    def __str__(self) -> str:
        return self.query

    @property
    def wanted_lines(self) -> list[str]:
        return lines(self.wanted)

    def clean(self) -> None:
        """Keeps what is wanted without blank lines and repetitions.

        Raises:
            ValidationError: nothing is left, or a line is too long.
        """
        if self.wanted and not self.wanted_lines:
            raise ValidationError({"wanted": _("見つかってほしいものを、1行に1つずつ書いてください。")})
        self.query, self.wanted = " ".join(self.query.split()), "\n".join(self.wanted_lines)
        for line in self.wanted_lines:
            if len(line) > LONGEST_WANTED:
                told = _("「%(line)s…」は長すぎます。%(longest)d文字までにしてください。")
                raise ValidationError({"wanted": told % {"line": line[:15], "longest": LONGEST_WANTED}})
