"""A page that is translated takes its group permissions and its workflow along: a language's root has none above it."""

from typing import Any

from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail.signals import copy_for_translation_done


def connect() -> None:
    copy_for_translation_done.connect(take_along, dispatch_uid="core: permissions of a translation")


def take_along(sender: Any, source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if not isinstance(target_obj, Page):
        return
    for held in GroupPagePermission.objects.filter(page_id=source_obj.pk):
        GroupPagePermission.objects.get_or_create(group=held.group, page_id=target_obj.pk, permission=held.permission)
    assigned = WorkflowPage.objects.filter(page_id=source_obj.pk).first()
    if assigned:
        WorkflowPage.objects.get_or_create(page_id=target_obj.pk, defaults={"workflow": assigned.workflow})
