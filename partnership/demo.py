"""The network of the seed: its members, declaration and work (facts), and sample reports."""

from typing import Any

from cms.core.demo import Demo
from directory.models import Organisation
from partnership.models import (
    CitizenReportPage,
    DeclarationArticle,
    DeclarationPage,
    DeclarationVersion,
    Membership,
    ReportPhoto,
)

CHILDREN = {"articles": DeclarationArticle, "versions": DeclarationVersion}


def load(demo: Demo) -> None:
    content = demo.content("partnership")
    demo.sections(content["sections"])
    organisations = {organisation.name: organisation for organisation in Organisation.objects.filter(locale=demo.source)}
    for entry in content["memberships"]:
        organisation = organisations[entry["organisation"]]
        demo.translate(Membership.objects.create(organisation=organisation, role=entry["role"], locale=demo.source), entry)

    def prepare(page: Any, entry: dict[str, Any]) -> None:
        if isinstance(page, DeclarationPage):
            for name, model in CHILDREN.items():
                getattr(page, name).set([model(locale=page.locale, sort_order=i, **row) for i, row in enumerate(entry[name])])
        if isinstance(page, CitizenReportPage):
            page.organisation = organisations[entry["organisation"]]
            page.photos.set(
                [
                    ReportPhoto(locale=page.locale, sort_order=order, **{**photo, "image": demo.picture(photo["image"])})
                    for order, photo in enumerate(entry.get("photos", ()))
                ]
            )

    demo.pages(content["pages"], prepare)
