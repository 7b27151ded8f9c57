from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task


class ReviewTask(Task):
    """One stage of review. Who decides is asked of the thing under review: `get_reviewers()`."""

    stage = models.SlugField(_("段階"))

    class Meta:
        verbose_name = _("確認の段階")
