"""What a member of a group may write for the reading pages: its news."""

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from cms.core.member_kinds import MemberKind
from cms.core.plain_text import body_of, summary_of, text_of
from home.models import NewsPage, SectionPage


class NewsForm(forms.Form):
    """News of a group."""

    title = forms.CharField(label=_("題名"), required=False, max_length=100)
    text = forms.CharField(
        label=_("お知らせの内容"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 10}),
        help_text=_("段落のあいだは1行あけます。"),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("いつまで載せますか"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("この日の終わりに、自動で見えなくなります。空なら載せたままです。"),
        error_messages={"invalid": _("日付は 2026-04-01 のように書いてください。")},
    )  # fmt: skip


class NewsKind(MemberKind):
    key = "news"
    label = _("団体からのお知らせ")
    hint = _("募集や変更など、知らせたいことを載せます。")
    form_class: ClassVar[type[forms.Form]] = NewsForm
    content_paths: ClassVar[Mapping[str, str]] = {"text": "body", "last_day": "expire_at"}

    def model(self) -> type[NewsPage]:
        return NewsPage

    def parent(self, locale: Locale) -> Page | None:
        sections = SectionPage.objects.filter(locale=locale, live=True, holds=NewsPage._meta.label)
        return sections.order_by("depth", "path").first()

    def of_groups(self) -> "QuerySet[Any]":
        return NewsPage.objects.filter(organisation__isnull=False)

    def said(self, page: Any) -> dict[str, Any]:
        last = timezone.localdate(page.expire_at) if page.expire_at else None
        text = text_of(page.body)
        return {"title": page.title, "last_day": last, **({} if text is None else {"text": text})}

    def write(self, page: Any, values: Mapping[str, Any]) -> None:
        if "title" in values:
            page.title = values["title"]
        before = text_of(page.body)
        if "text" in values and before is not None:
            if page.summary in ("", summary_of(before)):
                page.summary = summary_of(values["text"])
            page.body = body_of(values["text"], page.body)
        if "last_day" in values:
            last = values["last_day"]
            page.expire_at = timezone.make_aware(datetime.datetime.combine(last, datetime.time.max)) if last else None

    def gaps(self, page: Any) -> dict[str, str]:
        found = {}
        if text_of(page.body) == "":
            found["text"] = gettext("知らせたいことを書いてください。")
        if page.expire_at and page.expire_at <= timezone.now():
            found["last_day"] = gettext("もう過ぎた日です。")
        return found
