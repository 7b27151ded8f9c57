"""What a source said before stays where its cell cannot be read now: a number in words makes no fee unknown."""

from collections.abc import Callable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext

from directory.opendata.cells import CODES, LOST
from directory.opendata.exact import is_empty, same
from directory.opendata.fields import Target
from directory.opendata.steps import Step
from directory.opendata.wording import field_in_words


def keep_unread(step: Step, target: Target, before: Callable[[str], Any]) -> None:
    """Puts what was there before (`before`, by field) in the place of what could not be read, and says so."""
    for name, value in list(step.values.items()):
        cells = step.unread.keys() & set(target.made_of.get(name, (name,)))
        if not cells:
            continue
        kept = before(name) if is_empty(value) else target.kept(name, value, before(name), cells)
        if not same(kept, value):
            step.values[name] = kept
            done = gettext("前の値「%(value)s」を残しました。") % {
                "value": Truncator(field_in_words(name, kept, target)).chars(200)
            }
            columns = {step.unread[cell] for cell in cells}
            for each in step.doubts:
                if each["column"] in columns and each["code"] in CODES and CODES[each["code"]].level == LOST:
                    each["done"] = done
