"""What translators translate besides pages: the kinds of it, who may, and what of each waits in a language.

A model joins by declaring the permission `translate_<model>`: a snippet whose texts are plain. What is written here of a
public original is public at once, whether or not its model has drafts: a text is translated by looking at the sentence that
readers see. Of an original that is a draft, the translation stays one.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Locale, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from cms.core.languages import texts
from cms.core.models import Image
from cms.core.queries import public

NAMES = ("name", "title", "kana")
"""The fields by which people look for a thing in a list."""


class Kind(ABC):
    """One kind of thing that is translated."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def label(self) -> str:
        """As it stands in addresses: `directory.place`."""
        return self.model._meta.label_lower

    def may(self, user: AbstractUser | AnonymousUser) -> bool:
        """Whether this person may translate things of this kind."""
        return user.has_perm(f"{self.model._meta.app_label}.{get_permission_codename('translate', self.model._meta)}")

    @abstractmethod
    def originals(self, user: AbstractUser) -> QuerySet:
        """What this person may translate, in the source language."""

    @abstractmethod
    def with_progress(self, originals: QuerySet, locale: Locale) -> QuerySet:
        """The same, each with what `waiting` and `state` ask for."""

    @abstractmethod
    def waiting(self, originals: QuerySet) -> QuerySet:
        """Of things with their progress, those in which a text is untranslated or out of date."""

    @abstractmethod
    def state(self, thing: Any) -> str:
        """How the translation of a thing with its progress stands, in words."""

    @abstractmethod
    def texts(self, thing: Any, locale: Locale) -> list[texts.Text]: ...

    @abstractmethod
    def translate(self, thing: Any, locale: Locale, written: Mapping[str, str], user: AbstractUser) -> None: ...

    def named(self, things: QuerySet, words: str) -> QuerySet:
        """Of things, those in whose name, or its reading, every one of the words stands."""
        fields = [name for name in NAMES if any(field.name == name for field in self.model._meta.fields)]
        for word in normalize("NFKC", words).split():
            said = Q()
            for name in fields:
                said |= Q(**{f"{name}__icontains": word})
            things = things.filter(said)
        return things

    def to_do(self, user: AbstractUser, locale: Locale) -> QuerySet:
        """What waits for a translator: of what readers see, and in its stable order."""
        return self.waiting(self.with_progress(public(self.originals(user)), locale))


class EntryKind(Kind):
    def originals(self, user: AbstractUser) -> QuerySet:
        return self.model._default_manager.filter(locale__language_code=settings.LANGUAGE_CODE)

    def with_progress(self, originals: QuerySet, locale: Locale) -> QuerySet:
        of_this = {"source__object_id": OuterRef("translation_key"), "source__locale_id": OuterRef("locale_id")}
        said = StringTranslation.objects.filter(
            translation_of_id=OuterRef("string_id"), context_id=OuterRef("context_id"), locale=locale, has_error=False
        )
        translated = self.model._default_manager.filter(translation_key=OuterRef("translation_key"), locale=locale)
        return originals.annotate(
            is_begun=Exists(translated),
            is_running=Exists(Translation.objects.filter(**of_this, target_locale=locale, enabled=True)),
            lacks=Exists(StringSegment.objects.filter(~Exists(said), **of_this)),
            is_outdated=Exists(StringSegment.objects.filter(Exists(said.filter(tool_name=texts.OF_BEFORE)), **of_this)),
        )

    def waiting(self, originals: QuerySet) -> QuerySet:
        return originals.filter(Q(is_begun=False) | (Q(is_running=True) & (Q(lacks=True) | Q(is_outdated=True))))

    def state(self, thing: Any) -> str:
        if not thing.is_begun:
            return _("まだ訳していません")
        if not thing.is_running:
            return _("直接書いています")
        if thing.lacks:
            return _("訳していない文があります")
        return _("原文が変わりました") if thing.is_outdated else _("翻訳済み")

    def texts(self, thing: Any, locale: Locale) -> list[texts.Text]:
        return texts.entry_texts(thing, locale)

    def translate(self, thing: Any, locale: Locale, written: Mapping[str, str], user: AbstractUser) -> None:
        texts.translate_entry(thing, locale, written, user)


class PictureKind(Kind):
    """Pictures that have something to say; those among them that this person may choose for a page."""

    def originals(self, user: AbstractUser) -> QuerySet:
        chosen = policy_registry.get_by_type(Image).instances_user_has_permission_for(user, "choose")
        return chosen.exclude(description="", caption="").order_by("title", "pk")

    def with_progress(self, originals: QuerySet, locale: Locale) -> QuerySet:
        words = KeyTransform(locale.language_code, "translations")
        annotated = originals
        for key, field in texts.WORDS.items():
            said = Coalesce(KeyTextTransform(key, words), Value(""), output_field=TextField())
            said_of = Coalesce(KeyTextTransform(key, KeyTransform("of", words)), F(field), output_field=TextField())
            annotated = annotated.annotate(**{f"said_{key}": said, f"said_{key}_of": said_of})
        return annotated

    def waiting(self, originals: QuerySet) -> QuerySet:
        lacks = Q()
        for key, field in texts.WORDS.items():
            lacks |= ~Q(**{field: ""}) & (Q(**{f"said_{key}": ""}) | ~Q(**{f"said_{key}_of": F(field)}))
        return originals.filter(lacks)

    def state(self, thing: Any) -> str:
        words = {key: field for key, field in texts.WORDS.items() if getattr(thing, field)}
        missing = [key for key in words if not getattr(thing, f"said_{key}")]
        if len(missing) == len(words):
            return _("まだ訳していません")
        if missing:
            return _("訳していない文があります")
        changed = any(getattr(thing, f"said_{key}_of") != getattr(thing, field) for key, field in words.items())
        return _("原文が変わりました") if changed else _("翻訳済み")

    def texts(self, thing: Any, locale: Locale) -> list[texts.Text]:
        return texts.picture_texts(thing, locale)

    def translate(self, thing: Any, locale: Locale, written: Mapping[str, str], user: AbstractUser) -> None:
        texts.translate_picture(thing, locale, written, user)


def kinds() -> Iterator[Kind]:
    """Every kind: pictures, and the snippets that are open to translators."""
    yield PictureKind(Image)
    for model in get_snippet_models():
        if _is_open(model):
            yield EntryKind(model)


def _is_open(model: type[Model]) -> bool:
    if not issubclass(model, TranslatableMixin):
        return False
    codename = get_permission_codename("translate", model._meta)
    return any(codename == declared for declared, _label in model._meta.permissions)


def kinds_for(user: AbstractUser | AnonymousUser) -> list[Kind]:
    """The kinds that this person may translate."""
    return [kind for kind in kinds() if kind.may(user)]


def kind_of(label: str) -> Kind | None:
    """The kind of this label; None where there is none."""
    return next((kind for kind in kinds() if kind.label == label), None)


def target_locales() -> "QuerySet[Locale]":
    """The languages that are translated into."""
    return Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
