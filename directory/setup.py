"""The directory's sections."""

from cms.core.setup import Setup
from directory.models import Place

SECTIONS = (
    ("circles", "子育ての輪", Place.Kind.CIRCLE),
    ("map", "子育てマップ", ""),
    ("phonebook", "総合電話帳", ""),
    ("hospitals", "救急指定病院", Place.Kind.HOSPITAL),
)


def sections(setup: Setup) -> None:
    for slug, title, kind in SECTIONS:
        setup.section(setup.root, "directory.DirectoryPage", slug, title, kind=kind)
