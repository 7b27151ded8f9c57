"""Sample age guides, topics, news and columns."""

from typing import Any

from cms.core.demo import Demo
from home.models import ColumnPage, Contributor


def load(demo: Demo) -> None:
    content = demo.content("home")
    demo.sections(content["sections"])
    contributors = {entry["key"]: _contributor(demo, entry) for entry in content["contributors"]}

    def prepare(page: Any, texts: dict[str, Any]) -> None:
        if isinstance(page, ColumnPage) and "contributor" in texts:
            page.contributor = contributors[texts["contributor"]]

    demo.pages(content["pages"], prepare)


def _contributor(demo: Demo, entry: dict[str, Any]) -> Contributor:
    contributor = Contributor.objects.create(
        locale=demo.source,
        portrait=demo.picture(entry["portrait"]),
        **{name: entry[name] for name in ("name", "affiliation", "profile")},
    )
    if demo.english:
        translation = contributor.copy_for_translation(demo.english)
        for name, value in entry["en"].items():
            setattr(translation, name, value)
        translation.save()
    return contributor
