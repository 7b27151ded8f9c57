"""Setting up and loading the samples once more leaves alone what people have made of them since."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage

from cms.core.demo import load
from cms.core.models import Role, Tag
from cms.core.setup import run
from directory.models import Place
from home.models import ColumnPage, Contributor
from tests.core.editorial import fresh, set_up

pytestmark = pytest.mark.django_db


def silent(text: str) -> None:
    pass


def test_what_people_changed_since_stays_as_they_left_it() -> None:
    root = set_up()
    load(silent)
    column, gone = ColumnPage.objects.filter(locale=root.locale).order_by("pk")[:2]
    column.title = "書き直した題"
    column.save_revision().publish()
    hidden = Page.objects.get(slug="news", locale=root.locale)
    hidden.unpublish()
    gone.delete()
    assert column.contributor
    contributor: Contributor = column.contributor
    contributor.profile = "書き直した紹介"
    contributor.save()
    place = Place.objects.filter(locale=root.locale).order_by("pk")[0]
    place.live = False
    place.save()
    tag = Tag.objects.order_by("pk")[0]
    tag.delete()
    editors = Role.objects.get(key="editor").group
    editors.name = "書く人"
    editors.save()
    editors.permissions.remove(Permission.objects.get(codename="add_tag", content_type__app_label="core"))
    GroupPagePermission.objects.filter(group=editors, permission__codename="change_page").delete()
    Workflow.objects.update(name="わたしたちの流れ")
    WorkflowPage.objects.all().delete()
    account = get_user_model()._default_manager.get(username="editor")
    account.set_password("わたしの合言葉")
    account.is_active = False
    account.save()
    counts = (Page.objects.count(), Place.objects.count(), Tag.objects.count(), column.revisions.count())

    run(silent)
    load(silent)

    assert (Page.objects.count(), Place.objects.count(), Tag.objects.count(), column.revisions.count()) == counts
    assert fresh(column).title == "書き直した題"
    assert not fresh(hidden).live
    assert Contributor.objects.get(pk=contributor.pk).profile == "書き直した紹介"
    assert not Place.objects.get(pk=place.pk).is_public
    editors.refresh_from_db()
    assert editors.name == "書く人"
    assert not editors.permissions.filter(codename="add_tag").exists()
    assert not GroupPagePermission.objects.filter(group=editors, permission__codename="change_page").exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == ["わたしたちの流れ"]
    assert not WorkflowPage.objects.exists()
    account.refresh_from_db()
    assert account.check_password("わたしの合言葉")
    assert not account.is_active
