"""The directory's sections."""

from cms.core.setup import Setup
from directory.models import DirectoryPage, Place

Layout = DirectoryPage.Layout
SECTIONS = (
    ("circles", "子育ての輪", (Place.Kind.CIRCLE,), Layout.LIST),
    ("map", "子育てマップ", (), Layout.MAP),
    ("phonebook", "総合電話帳", (), Layout.TABLE),
    ("hospitals", "救急指定病院", (Place.Kind.HOSPITAL,), Layout.EMERGENCY),
)


def sections(setup: Setup) -> None:
    for slug, title, kinds, layout in SECTIONS:
        setup.section(setup.root, "directory.DirectoryPage", slug, title, kinds=kinds, layout=layout)
