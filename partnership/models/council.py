"""Who does what in the council: committees with their members, and officers with their terms."""

import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from cms.core.languages.panel import TranslationsPanel
from cms.core.models import BasePage

ENDS_AFTER_IT_BEGAN = Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since"))


class TermQuerySet(models.QuerySet):
    def on(self, day: datetime.date) -> Self:
        """Those in force on a day: from `since` (always, without one) until before `until`."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))

    def within(self, first: datetime.date | None, end: datetime.date | None) -> Self:
        """Those in force on any day from `first` until before `end`; None leaves that side open."""
        found = self if first is None else self.filter(Q(until__isnull=True) | Q(until__gt=first))
        return found if end is None else found.filter(Q(since__isnull=True) | Q(since__lt=end))


class Term(models.Model):
    """Something that an organisation, and perhaps a person of it, does for a time."""

    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name=_("団体"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    person = models.CharField(_("氏名"), max_length=100, blank=True, help_text=_("本人が公開に同意したときだけ、外に出ます。"))
    person_agreed = models.BooleanField(_("氏名の公開に、本人が同意している"), default=False)
    since = models.DateField(_("就任日"), null=True, blank=True, help_text=_("分からないときは空のままにします。"))
    until = models.DateField(_("退任日"), null=True, blank=True, help_text=_("この日から、今の役から外れます。記録は残ります。"))

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def shown_person(self) -> str:
        """The person's name, if they agreed that it is shown."""
        return self.person if self.person_agreed else ""

    def clean(self) -> None:
        """Raises:
        ValidationError: it ends before it began, or nobody is named.
        """
        super().clean()
        if self.since and self.until and self.until <= self.since:
            raise ValidationError({"until": _("退任日は、就任日より後の日にしてください。")})
        if not self.organisation_id and not self.person:
            raise ValidationError({"organisation": _("団体か氏名の、どちらかを書いてください。")})


class CommitteeQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Those that anybody may look up."""
        return self.filter(is_public=True)


class Committee(TranslatableMixin, index.Indexed, ClusterableModel):
    """部会: a part of the council with a task of its own."""

    name = models.CharField(_("名称"), max_length=100)
    purpose = models.TextField(_("すること"), blank=True, help_text=_("何のための部会かを、一文か二文で書きます。"))
    sort_order = models.PositiveSmallIntegerField(_("並べる順"), default=0, help_text=_("小さい数のものから並びます。"))
    is_public = models.BooleanField(_("公開する"), default=True, help_text=_("外すと、協議会のページに出なくなります。"))

    objects = CommitteeQuerySet.as_manager()

    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]
    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("name"),
        FieldPanel("purpose"),
        InlinePanel("members", heading=_("部会員"), label=_("部会員")),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("is_public")]),
    ]
    # Who belongs to it is said once, of the original: a copy would keep somebody who has left.
    exclude_fields_in_copy: ClassVar = ["members"]
    override_translatable_fields: ClassVar = [
        BaseTranslatableField("members"),
        TranslatableField("name"),
        TranslatableField("purpose"),
        SynchronizedField("sort_order", overridable=False),
        SynchronizedField("is_public", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("部会")
        permissions = [("translate_committee", _("部会の文を翻訳できる"))]
        ordering = ["sort_order", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="committee_has_a_name")]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(Term):
    """An organisation, and perhaps a person of it, in a committee for a time."""

    class Role(models.TextChoices):
        HEAD = "head", _("部会長")
        DEPUTY = "deputy", _("副部会長")
        MEMBER = "member", _("部会員")

    committee = ParentalKey(Committee, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(_("役割"), max_length=10, choices=Role, default=Role.MEMBER)

    panels: ClassVar = [
        FieldPanel("organisation"),
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("person"), FieldPanel("person_agreed")]),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]

    class Meta:
        verbose_name = verbose_name_plural = _("部会員")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=ENDS_AFTER_IT_BEGAN, name="committee_member_leaves_after_joining")]

    def __str__(self) -> str:
        return f"{self.organisation or self.person}（{self.get_role_display()}）"


class OfficerTerm(TranslatableMixin, Term):
    """役員: an office of the council, and who holds it from when to when. Its title is translated."""

    class Office(models.TextChoices):
        CHAIR = "chair", _("会長")
        VICE_CHAIR = "vice_chair", _("副会長")
        SECRETARY = "secretary", _("事務局長")
        TREASURER = "treasurer", _("会計")
        DIRECTOR = "director", _("理事")
        AUDITOR = "auditor", _("監事")
        ADVISER = "adviser", _("顧問")

    SINGLE: ClassVar = (Office.CHAIR, Office.SECRETARY)
    """Offices that one alone holds at a time."""

    office = models.CharField(_("役職"), max_length=20, choices=Office)
    title = models.CharField(
        _("肩書き"), max_length=100, blank=True, help_text=_("団体での肩書きです。氏名は書きません。例：子育て支援課長")
    )

    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("office", help_text=_("会長と事務局長は、同じ時期に一人だけです。ほかの役職は、何人いてもかまいません。")),
        FieldPanel("organisation"),
        FieldPanel("title"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("person"), FieldPanel("person_agreed")])], heading=_("人")),
        FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("title"),
        *(
            SynchronizedField(name, overridable=False)
            for name in ("office", "organisation", "person", "person_agreed", "since", "until")
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("役員")
        permissions = [("translate_officerterm", _("役員の文を翻訳できる"))]
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=ENDS_AFTER_IT_BEGAN, name="officer_leaves_after_taking_office"),
            models.UniqueConstraint(
                fields=["office", "locale"],
                condition=Q(until__isnull=True, office__in=("chair", "secretary")),
                name="one_open_term_of_a_single_office",
                violation_error_message=_("この役職には、今の人がいます。先に、その人の任期に退任日を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}（{self.organisation or self.person}）"

    def clean(self) -> None:
        """Raises:
        ValidationError: besides what is wrong with any term, somebody else holds a single office at the time.
        """
        super().clean()
        if self.office in self.SINGLE:
            same = OfficerTerm.objects.filter(office=self.office).exclude(translation_key=self.translation_key)
            other = same.within(self.since, self.until).first()
            if other:
                message = _("同じ時期に、別の人がこの役職についています（%(other)s）。任期が重ならないようにしてください。")
                raise ValidationError({"since": message % {"other": other}})


class CouncilPage(BasePage):
    """協議会: the members by kind, the committees, the officers and the meetings, from their registers."""

    page_description = _("会員、部会、役員、会議の記録を、登録されたものから一覧にします。会議の記録は、この下に作ります。")
    parent_page_types: ClassVar[list[str]] = ["partnership.NetworkPage"]
    subpage_types: ClassVar[list[str]] = ["partnership.MeetingPage"]

    class Meta:
        verbose_name = _("協議会のページ")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from partnership.council.queries import council

        return {**super().get_context(request, *args, **kwargs), "council": council(self.locale)}
