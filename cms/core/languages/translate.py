"""The admin's road for translators to what is no page: what waits, and a form of one thing's texts in one language.

The form writes texts in the other language and nothing else, so that it needs no right to change the thing itself.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Locale

from cms.core.languages.kinds import Kind, kind_of, kinds_for, target_locales
from cms.core.languages.texts import InReviewError, KeptByHandError, Text
from cms.core.models import Image

PER_PAGE = 50
LONGEST_SEARCH = 100
OVERVIEW = gettext_lazy("翻訳するもの")


def translation_form_url(entry: Any, user: Any) -> str:
    """Where this person translates an entry, given in whatever language; empty where they may not, or nothing is to be."""
    kind = kind_of(entry._meta.label_lower)
    original = kind and kind.may(user) and kind.originals(user).filter(translation_key=entry.translation_key).first()
    if not kind or not original:
        return ""
    languages = target_locales()
    locale = languages.filter(pk=entry.locale_id).first() or languages.first()
    return reverse("translate", args=[kind.label, locale.language_code, original.pk]) if locale else ""


def overview(user: Any) -> list[tuple[Kind, list[tuple[Locale, int]]]]:
    """Each kind that this person translates, and how many of it wait in each language."""
    locales = list(target_locales())
    return [(kind, [(locale, kind.to_do(user, locale).count()) for locale in locales]) for kind in kinds_for(user)]


class OverviewView(WagtailAdminTemplateMixin, TemplateView):
    """What waits, by kind and language."""

    template_name = "core/admin/translations.html"
    page_title = OVERVIEW
    header_icon = "wagtail-localize-language"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": OVERVIEW}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = overview(self.request.user)
        if not rows:
            raise PermissionDenied
        return super().get_context_data(rows=rows, locales=target_locales(), **kwargs)


class TranslationsPanel(Component):
    """On the dashboard of whoever translates: how much waits."""

    name = "to_translate"
    template_name = "core/admin/to_translate_panel.html"
    order = 235

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = overview(parent_context["request"].user) if parent_context else []
        return {"rows": rows, "locales": target_locales()} if rows else {}


class OfAKind(WagtailAdminTemplateMixin, TemplateView):
    """A view of one kind in one language, for those who may translate it."""

    header_icon = "wagtail-localize-language"
    kind: Kind
    locale: Locale

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kind = kind_of(kwargs["kind"])
        if kind is None:
            raise Http404
        if not kind.may(request.user):
            raise PermissionDenied
        self.kind = kind
        self.locale = get_object_or_404(target_locales(), language_code=kwargs["language"])

    @property
    def language(self) -> str:
        return self.locale.get_display_name()

    @property
    def list_title(self) -> str:
        return _("%(kind)sの%(language)sへの翻訳") % {"kind": self.kind.name, "language": self.language}

    @property
    def list_url(self) -> str:
        return reverse("translations_of", args=[self.kind.label, self.locale.language_code])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse("translations"), "label": OVERVIEW}, {"url": self.list_url, "label": self.list_title}]
        return [*self.breadcrumbs_items, *above]


class ListView(OfAKind):
    """What of a kind waits in a language; everything of it on demand."""

    template_name = "core/admin/translations_of.html"

    def get_page_title(self) -> str:
        return self.list_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, everything = self.request.user, "all" in self.request.GET
        things = (
            self.kind.with_progress(self.kind.originals(user), self.locale)  # type: ignore[arg-type]
            if everything
            else self.kind.to_do(user, self.locale)  # type: ignore[arg-type]
        )
        words = self.request.GET.get("q", "").strip()[:LONGEST_SEARCH]
        things = self.kind.named(things, words)
        page = Paginator(things, PER_PAGE).get_page(self.request.GET.get("p"))
        rows = [
            (thing, self.kind.state(thing), reverse("translate", args=[self.kind.label, self.locale.language_code, thing.pk]))
            for thing in page
        ]
        return super().get_context_data(rows=rows, page=page, everything=everything, words=words, **kwargs)


class TranslationForm(forms.Form):
    """A field for each text. What was written under an original that has changed meanwhile is refused, and shown again."""

    def __init__(self, texts: list[Text], locale: Locale, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            attrs = {"lang": locale.language_code, "dir": "auto"}
            widget = forms.Textarea({**attrs, "rows": 5}) if text.is_long else forms.TextInput(attrs)
            self.fields[text.key] = forms.CharField(
                label=text.label,
                initial=text.translated,
                required=False,
                max_length=text.max_length,
                widget=widget,
                help_text=_("原文が変わりました。訳を確かめて、保存してください。") if text.is_outdated else "",
            )

    def rows(self) -> list[tuple[Text, forms.BoundField]]:
        return [(text, self[text.key]) for text in self.texts]

    def clean(self) -> dict[str, Any]:
        gone = [name for name in self.data if name.startswith("text_") and name not in self.fields]
        if gone:
            raise ValidationError(
                _("開いているあいだに、原文が変わりました。新しい原文を見て訳し直してください。書いた訳：%(words)s"),
                params={"words": "／".join(filter(None, (str(self.data[name]) for name in gone))) or "―"},
            )
        # A field that was not sent is left alone; only one that was sent empty is emptied.
        return {key: value.replace("\r\n", "\n") for key, value in self.cleaned_data.items() if key in self.data}


class TranslateView(OfAKind):
    """One thing's texts in one language: the original, and below it a place to write."""

    template_name = "core/admin/translate.html"
    thing: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.thing = get_object_or_404(self.kind.originals(request.user), pk=kwargs["pk"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("%(language)sへの翻訳") % {"language": self.language}

    def get_page_subtitle(self) -> str:
        return str(self.thing)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.thing)}]

    def _form(self, data: Any = None) -> TranslationForm:
        return TranslationForm(self.kind.texts(self.thing, self.locale), self.locale, data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            try:
                self.kind.translate(self.thing, self.locale, form.cleaned_data, request.user)  # type: ignore[arg-type]
            except KeptByHandError:
                form.add_error(
                    None, _("この言語のものは、原文に合わせずに直接書かれています。直したいときは、事務局に知らせてください。")
                )
            except InReviewError:
                form.add_error(None, _("この翻訳は今、確認を待っています。確認が終わるか差し戻されてから、直してください。"))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                told = (
                    _("「%(title)s」の翻訳を保存しました。読む人には、もうこの訳が見えます。")
                    if getattr(self.thing, "live", True)
                    else _("「%(title)s」の翻訳を保存しました。原文が公開されると、この訳も見えるようになります。")
                )
                messages.success(request, told % {"title": self.thing})
                return redirect("translations_of", self.kind.label, self.locale.language_code)
        messages.error(request, _("保存できませんでした。下の印を見て直してください。"))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self._form())
        return super().get_context_data(
            thing=self.thing,
            source_language=settings.LANGUAGE_CODE,
            preview=self._preview(),
            list_url=self.list_url,
            **kwargs,
        )

    def _preview(self) -> SafeString | str:
        """A picture is translated by looking at it."""
        is_picture = isinstance(self.thing, Image)
        return get_rendition_or_not_found(self.thing, "max-480x360").img_tag({"alt": ""}) if is_picture else ""
