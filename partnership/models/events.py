"""講演会・学習会・イベント: what the network and its groups invite to."""

import datetime
from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.models import BasePage
from cms.core.models.listing import ListingPage
from cms.core.reviews import LEAD_STAGE, ReviewStage
from directory.models import Organisation, Place
from directory.models.phone import PhoneField
from partnership import api_fields
from partnership.events.form import EventPageForm
from partnership.events.panels import DatesPanel
from partnership.events.rules import LONGEST, Otherwise, Planned, Repeat, Rule, Status, planned


class EventCalendarPage(ListingPage):
    """The calendar: the events below it by day, week and month."""

    page_description = _("下に置いたイベントが、日・週・月のカレンダーになります。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = ["partnership.EventPage"]

    class Meta:
        verbose_name = _("イベントカレンダー")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.events.listing import EventListing

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = EventListing(self.locale, request.GET, self.url or "")
        return context


class EventPage(BasePage):
    """One event, with all the days on which it happens."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("講演会")
        STUDY = "study", _("学習会")
        TRAINING = "training", _("講習会")
        COURSE = "course", _("講座")
        CONSULTATION = "consultation", _("相談会")
        PLAY = "play", _("遊び・ひろば")
        GATHERING = "gathering", _("交流会")
        EVENT = "event", _("イベント")

    class State(models.TextChoices):
        SCHEDULED = Status.SCHEDULED.value, _("予定どおり")
        CANCELLED = Status.CANCELLED.value, _("中止")
        POSTPONED = Status.POSTPONED.value, _("延期")

    class Attendance(models.TextChoices):
        PLACE = "place", _("会場で")
        ONLINE = "online", _("オンラインで")
        BOTH = "both", _("会場とオンラインの両方で")

    kind = models.CharField(_("種類"), max_length=20, choices=Kind, default=Kind.EVENT)
    state = models.CharField(
        _("開催の状況"),
        max_length=10,
        choices=State,
        default=State.SCHEDULED,
        help_text=_(
            "すべての日程に当てはまります。1日だけのときは、下の「この日だけ」に書きます。消さずに残すと、来る予定だった人に伝わります。"
        ),
    )
    state_note = models.CharField(
        _("中止・延期のお知らせ"),
        max_length=200,
        blank=True,
        help_text=_("例：台風のため中止します。新しい日程は決まりしだいお知らせします。"),
    )
    attendance = models.CharField(_("参加のしかた"), max_length=10, choices=Attendance, default=Attendance.PLACE)
    place = models.ForeignKey(
        Place,
        verbose_name=_("会場"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        help_text=_("登録されている施設から選ぶと、住所と地図が出て、「近く」でさがせます。"),
    )
    place_text = models.CharField(
        _("会場（登録のない所）・部屋"), max_length=200, blank=True, help_text=_("例：2階 第1会議室、○○宅")
    )
    online_url = models.URLField(
        _("オンライン会場のURL"), blank=True, help_text=_("だれでも見られます。申込者だけに知らせるURLは書かないでください。")
    )
    price = models.PositiveIntegerField(
        _("参加費（円）"), null=True, blank=True, help_text=_("無料なら 0。人によって違うときは空にして、右に書きます。")
    )
    fee_note = models.CharField(
        _("参加費の説明"), max_length=200, blank=True, help_text=_("例：大人500円、子ども無料。材料費100円")
    )
    capacity = models.PositiveIntegerField(_("定員（人）"), null=True, blank=True, help_text=_("定員がないときは空にします。"))
    apply_how = models.CharField(
        _("申し込み方法"), max_length=300, blank=True, help_text=_("例：申し込み不要、電話かメールで（先着順）")
    )
    apply_url = models.URLField(_("申し込みのページ"), blank=True)
    apply_by = models.DateField(_("申し込みの締め切り"), null=True, blank=True, help_text=_("この日まで受け付けます。"))
    childcare = models.BooleanField(_("保育つき"), default=False)
    nursing_room = models.BooleanField(_("授乳・おむつ替えの場所あり"), default=False)
    contact_name = models.CharField(_("問い合わせ先"), max_length=100, blank=True)
    contact_phone = PhoneField(_("電話"), blank=True)
    contact_email = models.EmailField(_("メール"), blank=True)
    report = models.ForeignKey(
        "partnership.CitizenReportPage",
        verbose_name=_("当日の報告"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("終わったあとに書いた市民レポートを選ぶと、このページからつながります。"),
    )

    page_description = _(
        "講演会、学習会、相談会など、日時の決まった催しです。カレンダーと検索に出て、スマートフォンの予定に入れられます。"
    )
    parent_page_types: ClassVar[list[str]] = ["partnership.EventCalendarPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = EventPageForm
    api_fields = api_fields.EVENT
    api_prefetch = ("place", "report", "dates", "exceptions", "organisers__organisation")
    content_panels: ClassVar = [
        *BasePage.content_panels[:2],
        FieldRowPanel([FieldPanel("kind"), FieldPanel("attendance")]),
        FieldPanel("summary"),
        InlinePanel(
            "dates",
            heading=_("日程"),
            label=_("日程"),
            min_num=1,
            help_text=_(
                "1回だけなら日付と時間だけを書きます。毎週などの繰り返しは、いつまでかも書きます。曜日が2つあるときは、2行に分けます。"
            ),
        ),
        InlinePanel(
            "exceptions",
            heading=_("この日だけ"),
            label=_("この日だけ"),
            help_text=_("繰り返しのうち、休み・中止・延期になる日を書きます。"),
        ),
        DatesPanel(heading=_("この日程で開かれる日")),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("state_note")], heading=_("中止・延期")),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("place_text"), FieldPanel("online_url")], heading=_("会場")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("price"), FieldPanel("fee_note")]),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("apply_by")]),
                FieldPanel("apply_how"),
                FieldPanel("apply_url"),
                FieldRowPanel([FieldPanel("childcare"), FieldPanel("nursing_room")]),
            ],
            heading=_("参加するには"),
        ),
        InlinePanel(
            "organisers", heading=_("主催・共催"), label=_("団体"), help_text=_("最初の団体のリーダーに、まず確認を依頼します。")
        ),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")])],
            heading=_("問い合わせ"),
        ),
        *BasePage.content_panels[3:],
        FieldPanel("report"),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        *map(
            TranslatableField,
            ("state_note", "place_text", "fee_note", "apply_how", "contact_name", "dates", "exceptions", "organisers"),
        ),
        *(
            SynchronizedField(name, overridable=False)
            for name in (
                "kind", "state", "attendance", "place", "online_url", "price", "capacity", "apply_url", "apply_by",
                "childcare", "nursing_room", "contact_phone", "contact_email", "report",
            )
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("イベント")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Saves the page, and with it the calendar's rows; a saved draft of a public page touches neither."""
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            if kwargs.get("update_fields") is None:
                from partnership.events.services import write_occurrences

                saved = EventPage.objects.prefetch_related("dates", "exceptions").get(pk=self.pk)
                write_occurrences(self.pk, saved.times, kind=self.kind, ages=(self.age_min, self.age_max))
            return result

    def clean(self) -> None:
        """Raises:
        ValidationError: it is online and says nowhere, or there is nowhere to go.
        """
        super().clean()
        if self.attendance != self.Attendance.PLACE and not (self.online_url or self.apply_how or self.apply_url):
            raise ValidationError({"online_url": _("オンラインで参加するときのURLか、申し込み方法のどちらかを書いてください。")})

    @classmethod
    def card_days(cls, pages: Collection[int]) -> dict[int, str]:
        from partnership.events.queries import days_on_cards

        return days_on_cards(pages)

    @property
    def rules(self) -> list[Rule]:
        return [date.rule for date in self.dates.all() if date.first_day]

    @property
    def times(self) -> list[Planned]:
        """Every time at which it happens, as this very page says, saved or not; in order."""
        otherwise = {each.day: Otherwise(Status(each.status), each.note) for each in self.exceptions.all()}
        return planned(self.rules, otherwise, Status(self.state))

    @property
    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day."""
        times = self.times
        return (times[0].first_day, max(time.last_day for time in times)) if times else (None, None)

    @property
    def may_still_apply(self) -> bool:
        """Whether the closing date, if there is one, is not past."""
        return self.apply_by is None or timezone.localdate() <= self.apply_by

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.events.page import EventView

        context = super().get_context(request, *args, **kwargs)
        view = EventView(self)
        context |= {"event": view, "structured_data": view.structured_data if self.pk else []}
        return context

    def get_reviewers(self) -> list[ReviewStage]:
        """First the lead of the organisation that invites, then an approver."""
        from directory.queries import leads_of

        organisation = next((each.organisation for each in self.organisers.all() if each.organisation), None)
        if organisation is None:
            return super().get_reviewers()
        return [ReviewStage(LEAD_STAGE, leads_of(organisation)), *super().get_reviewers()]


class EventDate(TranslatableMixin, Orderable):
    """A line of an event's dates: one day, several, or a repeat."""

    class Repeats(models.TextChoices):
        NEVER = Repeat.NEVER.value, _("繰り返さない")
        WEEKLY = Repeat.WEEKLY.value, _("毎週（同じ曜日）")
        FORTNIGHTLY = Repeat.FORTNIGHTLY.value, _("1週おき（同じ曜日）")
        MONTHLY = Repeat.MONTHLY.value, _("毎月（第2火曜日のように、同じ週の同じ曜日）")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="dates")
    first_day = models.DateField(_("日付"), help_text=_("繰り返しなら、最初の日です。"))
    last_day = models.DateField(_("最終日"), null=True, blank=True, help_text=_("何日か続く催しのときだけ書きます。"))
    starts_at = models.TimeField(_("開始"), null=True, blank=True)
    ends_at = models.TimeField(_("終了"), null=True, blank=True)
    repeat = models.CharField(_("繰り返し"), max_length=12, choices=Repeats, default=Repeats.NEVER, blank=True)
    until = models.DateField(_("いつまで繰り返すか"), null=True, blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("repeat"), FieldPanel("until")]),
    ]
    override_translatable_fields: ClassVar = [
        SynchronizedField(name, overridable=False)
        for name in ("first_day", "last_day", "starts_at", "ends_at", "repeat", "until")
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("日程")

    def __str__(self) -> str:
        return str(self.first_day)

    @property
    def rule(self) -> Rule:
        return Rule(
            str(self.translation_key),
            self.first_day,
            self.last_day,
            self.starts_at,
            self.ends_at,
            Repeat(self.repeat),
            self.until,
        )

    def clean(self) -> None:
        """Raises:
        ValidationError: the days or the times run backwards, or a repeat does not say until when.
        """
        super().clean()
        if self.first_day is None:
            return
        wrong: dict[str, Any] = {}
        if self.last_day and self.last_day < self.first_day:
            wrong["last_day"] = _("最終日が、最初の日より前になっています。")
        if self.ends_at and not self.starts_at:
            wrong["starts_at"] = _("終了の時刻だけが書かれています。開始の時刻も書いてください。")
        elif self.ends_at and self.starts_at and self.ends_at <= self.starts_at and not self.last_day:
            wrong["ends_at"] = _("終了の時刻が、開始より前か同じになっています。翌日まで続くときは「最終日」も書いてください。")
        wrong |= self._wrong_repeat()
        if wrong:
            raise ValidationError(wrong)

    def _wrong_repeat(self) -> dict[str, Any]:
        if not self.repeat:
            return {"repeat": _("「いつまで」が書かれています。繰り返し方も選んでください。")} if self.until else {}
        if self.until is None:
            return {"until": _("繰り返すときは、いつまでかを書いてください。例：年度の終わりの3月31日")}
        if self.until < self.first_day:
            return {"until": _("繰り返しの終わりが、最初の日より前になっています。")}
        if self.until - self.first_day > LONGEST:
            return {"until": _("繰り返しは2年先までにしてください。続けるときは、年度ごとに見直します。")}
        if self.last_day and self.last_day != self.first_day:
            return {"last_day": _("何日か続く催しは繰り返せません。回ごとに1行ずつ書いてください。")}
        return {}


class EventException(TranslatableMixin, Orderable):
    """What is otherwise on one of the days."""

    class Statuses(models.TextChoices):
        OFF = Status.OFF.value, _("休み（もともと開かない）")
        CANCELLED = Status.CANCELLED.value, _("中止")
        POSTPONED = Status.POSTPONED.value, _("延期")

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField(_("日付"))
    status = models.CharField(_("どうなるか"), max_length=10, choices=Statuses, default=Statuses.OFF)
    note = models.CharField(_("お知らせ"), max_length=200, blank=True, help_text=_("例：大雨のため。次の日程へ振り替えます。"))

    panels: ClassVar = [FieldRowPanel([FieldPanel("day"), FieldPanel("status")]), FieldPanel("note")]
    override_translatable_fields: ClassVar = [
        SynchronizedField("day", overridable=False),
        SynchronizedField("status", overridable=False),
        TranslatableField("note"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("この日だけ")

    def __str__(self) -> str:
        return f"{self.day} {self.get_status_display()}"


class EventOrganiser(TranslatableMixin, Orderable):
    """Who invites: an organisation of the directory, or a name."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="organisers")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("団体"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("登録のない主催者の名前"), max_length=200, blank=True)

    panels: ClassVar = [FieldPanel("organisation"), FieldPanel("name")]
    override_translatable_fields: ClassVar = [
        SynchronizedField("organisation", overridable=False),
        TranslatableField("name"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = verbose_name_plural = _("主催・共催")

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name

    def clean(self) -> None:
        """Raises:
        ValidationError: the line names nobody.
        """
        super().clean()
        if not self.organisation_id and not self.name:
            raise ValidationError({"organisation": _("団体を選ぶか、主催者の名前を書いてください。")})
