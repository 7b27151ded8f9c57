from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import TranslatableMixin

from cms.core.models import BasePage


class Toy(TranslatableMixin, models.Model):
    """A toy that can be borrowed."""

    name = models.CharField("名前", max_length=100)
    note = models.TextField("説明", blank=True)

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = "おもちゃ"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        with translation.override(self.locale.language_code):
            return reverse("lending:toy", args=[self.pk])


class LendingPage(BasePage):
    """How borrowing works."""

    days = models.PositiveIntegerField("貸し出しの日数", default=14)

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("days")]
    api_fields: ClassVar = [APIField("days")]

    class Meta:
        verbose_name = "貸し出しの案内"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        toys = Toy.objects.filter(locale=self.locale)
        return {**super().get_context(request, *args, **kwargs), "toys": toys, "at_most": settings.LENDING_DAYS}  # type: ignore[misc]
