"""Whatever changes what the public may find, the entries follow in the same transaction."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from modelsearch.index import insert_or_update_object
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.core.models import Image, PageTag, Tag
from search import index, registry, services


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    pre_save.connect(remember_the_old_address, dispatch_uid="search.address")
    pre_save.connect(remember_the_old_name, sender=Tag, dispatch_uid="search.tag")
    post_save.connect(follow_saved, dispatch_uid="search.saved")
    pre_delete.connect(remember_dependents, dispatch_uid="search.deleting")
    post_delete.connect(follow_deleted, dispatch_uid="search.deleted")
    for signal in (page_published, page_unpublished):
        signal.connect(follow_page, dispatch_uid="search.page")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(follow_branch, dispatch_uid="search.branch")
    post_migrate.connect(install_index, sender=apps.get_app_config("search"), dispatch_uid="search.install")


def install_index(using: str, **kwargs: Any) -> None:
    index.install(connections[using])


def remember_the_old_address(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Page) and instance.pk and not raw:
        old = Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True).first()
        instance._search_old_url_path = old if old != instance.url_path else None


def remember_the_old_name(instance: Tag, **kwargs: Any) -> None:
    old = Tag.objects.filter(pk=instance.pk).values_list("name", "translations").first() if instance.pk else None
    instance._search_renamed = old is not None and old != (instance.name, instance.translations)


def follow_saved(instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if isinstance(instance, Page):
        follow_saved_page(instance)
    elif isinstance(instance, PageViewRestriction):
        services.follow_subtree(instance.page)
    elif isinstance(instance, PageTag):
        services.follow_pages([instance.content_object])
    elif isinstance(instance, Tag):
        if instance._search_renamed:
            services.follow_pages(registry.tagged_pages(instance))
    elif isinstance(instance, Image):
        follow_image(instance)
    elif isinstance(instance, CollectionViewRestriction):
        follow_collection(instance.collection)
    else:
        services.follow_object(instance)
    follow_dependents(instance)


def follow_saved_page(page: Page) -> None:
    old = getattr(page, "_search_old_url_path", None)
    if old is None:
        services.follow_pages([page])
        return
    # Wagtail changes the addresses below a renamed or moved page by one UPDATE after this, of which nobody is told.
    services.follow_subtree(page)
    page._search_old_url_path = None
    new_parts = page.get_url_parts()
    old_parts = Page(pk=page.pk, url_path=old, locale=page.locale, path=page.path, depth=page.depth).get_url_parts()
    if new_parts and old_parts and new_parts[2] and old_parts[2] and new_parts[2] != old_parts[2]:
        services.rename_urls(old_parts[2], new_parts[2])


def follow_image(image: Image) -> None:
    """Words about a picture depend on who is on it."""
    references = ReferenceIndex.get_references_to(image).values_list("base_content_type", "object_id").distinct()
    pages = [object_id for _, object_id in references if str(object_id).isdigit()]
    for page in Page.objects.filter(pk__in=pages) if pages else ():
        services.follow_pages([page])
        insert_or_update_object(page)


def follow_collection(collection: Collection) -> None:
    """What is said about the pictures of a collection is found while the collection is open to everybody."""
    # A collection's path changes when another is put before it, so the one at hand may have an old one.
    collection = Collection.objects.get(pk=collection.pk)
    for image in Image.objects.filter(collection__in=collection.get_descendants(inclusive=True)):
        follow_image(image)


def follow_dependents(instance: Model) -> None:
    """Those whose adapters say that they depend on this object."""
    for adapter, pks in dependents_of(instance):
        services.follow(adapter, pks)


def dependents_of(instance: Model) -> list[tuple[registry.Adapter, list[Any]]]:
    depending = registry.dependents().get(type(instance), ())
    return [(adapter, [obj.pk for obj in touched(instance)]) for adapter, touched in depending]


def remember_dependents(instance: Model, **kwargs: Any) -> None:
    """Once it is gone, what pointed to it cannot be found any more."""
    instance._search_dependents = dependents_of(instance)  # type: ignore[attr-defined]


def follow_deleted(instance: Model, **kwargs: Any) -> None:
    # After the deletion: Wagtail tells of an unpublishing before it, while the page can still be read.
    if isinstance(instance, Page):
        services.remove(instance.content_type, [str(instance.pk)])
    elif registry.adapter_of(type(instance)) is not None:
        services.remove(services.content_type_of(registry.adapters()[type(instance)]), [str(instance.pk)])
    elif isinstance(instance, PageViewRestriction):
        services.follow_pages(Page.objects.filter(path__startswith=instance.page.path))
    elif isinstance(instance, PageTag):
        services.follow_pages(Page.objects.filter(pk=instance.content_object_id))
    elif isinstance(instance, CollectionViewRestriction):
        follow_collection(instance.collection)
    for adapter, pks in getattr(instance, "_search_dependents", ()):
        services.follow(adapter, pks)


def follow_page(instance: Page, **kwargs: Any) -> None:
    services.follow_pages([instance])


def follow_branch(instance: Page, **kwargs: Any) -> None:
    services.follow_subtree(instance)
