"""Telephone numbers as people write them."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー－ｰ─"), "-")
NUMBER = re.compile(r"[+#]?\(?\d[\d\-() *#]*")


def tidy_number(text: str) -> str:
    """The number with half-width digits and hyphens: ０４２−０００−００００ → 042-000-0000. Anything else stays as it is."""
    return unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES).strip()


def validate_number(text: str) -> None:
    """Refuses what a telephone cannot dial: words belong beside the number, not in it."""
    if not NUMBER.fullmatch(tidy_number(text)):
        raise ValidationError(
            _("電話番号は、数字とハイフンだけで書いてください（例：042-000-0000、#8000）。用途や受付の時間は、別の欄に書きます。")
        )


class PhoneField(models.CharField):
    """A telephone number, stored as one dials it."""

    default_validators = [validate_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, **kwargs})

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return tidy_number(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value
