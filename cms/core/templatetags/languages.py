"""What the translation editor's template asks."""

import json
from typing import Any

from django import template

from cms.core.languages.drafts import is_reviewed
from cms.core.languages.review import Review, review_of

register = template.Library()


@register.filter
def through_review(props: str, instance: Any) -> str:
    """The translation editor's settings (JSON), without what goes round review; its main button is there for everybody."""
    if not is_reviewed(instance):
        return props
    settings = json.loads(props)
    settings["perms"]["canPublish"] = True  # the button submits: cms.core.languages.editor.answer
    settings["links"]["convertToAliasUrl"] = None
    return json.dumps(settings)


@register.simple_tag(takes_context=True)
def translation_review(context: template.Context, instance: Any) -> Review | None:
    return review_of(instance, context["request"].user)


@register.filter
def reviewed(instance: Any) -> bool:
    return is_reviewed(instance)
