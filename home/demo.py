"""Sample age guides, topics, news and columns."""

from typing import Any

from cms.core.demo import Demo
from directory.models import Place
from home.models import ColumnPage, Contributor, TopicDesk, TopicPage


def load(demo: Demo) -> None:
    content = demo.content("home")
    demo.sections(content["sections"])
    contributors = {entry["key"]: _contributor(demo, entry) for entry in content["contributors"]}
    places = {place.name: place for place in Place.objects.filter(locale=demo.source)}

    def prepare(page: Any, entry: dict[str, Any]) -> None:
        if isinstance(page, ColumnPage):
            page.contributor = contributors[entry["contributor"]]
        if isinstance(page, TopicPage):
            named = enumerate(places[name] for name in entry.get("desks", ()))
            page.desks.set([TopicDesk(locale=page.locale, sort_order=order, place=place) for order, place in named])

    demo.pages(content["pages"], prepare)


def _contributor(demo: Demo, entry: dict[str, Any]) -> Contributor:
    contributor = Contributor.objects.create(
        locale=demo.source,
        portrait=demo.picture(entry["portrait"]),
        **{name: entry[name] for name in ("name", "affiliation", "profile")},
    )
    demo.translate(contributor, entry)
    return contributor
