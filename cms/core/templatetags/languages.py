"""What the templates of the translation editor and of taking down ask."""

import json
import re
from datetime import datetime
from typing import Any

from django import template

from cms.core.dates import day_in_words
from cms.core.languages.drafts import is_reviewed
from cms.core.languages.review import Review, review_of
from cms.core.languages.taken_down import may_take_down, named

register = template.Library()
ENGLISH_DAY = re.compile(
    r"(?<!\d)\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}(?!\d)"
)


@register.filter
def through_review(props: str, instance: Any) -> str:
    """The translation editor's settings (JSON), without what goes round review; its main button is there for everybody."""
    if not is_reviewed(instance):
        return props
    settings = json.loads(props)
    settings["perms"]["canPublish"] = True  # the button submits: cms.core.languages.editor.answer
    settings["links"]["convertToAliasUrl"] = None
    return json.dumps(settings)


@register.filter
def with_days_in_words(props: str) -> str:
    """The translation editor's settings, its notes' days in the reader's words: wagtail-localize writes them in English."""
    settings = json.loads(props)
    for each in settings["initialStringTranslations"]:
        each["comment"] = each["comment"] and ENGLISH_DAY.sub(_in_words, each["comment"])
    return json.dumps(settings)


def _in_words(found: re.Match[str]) -> str:
    return day_in_words(datetime.strptime(found[0], "%d %B %Y").date())  # noqa: DTZ007 (a day, and no time of it)


@register.simple_tag(takes_context=True)
def translation_review(context: template.Context, instance: Any) -> Review | None:
    return review_of(instance, context["request"].user)


@register.filter
def reviewed(instance: Any) -> bool:
    return is_reviewed(instance)


@register.simple_tag(takes_context=True)
def translations_taken_down_with(context: template.Context, original: Any) -> str:
    """The names of the translations that this person may take down with their original; empty where there are none."""
    return named(may_take_down(context["request"].user, original))
