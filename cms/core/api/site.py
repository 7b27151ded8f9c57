"""`/api/v2/site`: what stands around every page, for a front end that builds its frame from it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language_info
from ninja import Field, Query, Router, Schema

from cms.core.ages import LIFE_STAGES
from cms.core.api import parameters
from cms.core.api.routes import PageLinkOut, page_link_out
from cms.core.chips import AGE_CHIPS
from cms.core.menu import MenuItem
from cms.core.navigation import Surroundings, absolute, roots

router = Router(tags=["site"])


class SiteQuery(Schema):
    locale: str = Field(settings.LANGUAGE_CODE, max_length=20, description="A language's code")


class LanguageOut(Schema):
    code: str
    name: str = Field(description="As its own speakers call it")
    root: PageLinkOut = Field(description="The front page in this language")


class MenuItemOut(Schema):
    label: str
    url: str


class StageOut(Schema):
    key: str
    label: str
    min: int = Field(description="Months, included; below 0 is pregnancy")
    max: int


class SiteOut(Schema):
    name: str
    locale: str
    languages: list[LanguageOut]
    root: PageLinkOut | None = Field(description="The front page in this language, null where there is none yet")
    sections: list[PageLinkOut] = Field(description="The menu's pages, in their order")
    menu: list[MenuItemOut] = Field(description="What the menu holds besides pages")
    doors: list[MenuItemOut] = Field(description="Where those who take part sign in or send something: for the foot of a page")
    stages: list[StageOut] = Field(description="The life stages that ?stage= knows")
    age_chips: list[StageOut] = Field(description="The same in the seven steps that the suite's own site offers")


@router.get("", response=SiteOut, summary="The frame of the site: name, languages, sections, menu, life stages", auth=None)
def site(request: HttpRequest, query: Query[SiteQuery]) -> dict[str, Any]:
    """In one language: everything that is needed to draw header and footer around a page."""
    locale = parameters.locale(query.locale)
    with translation.override(locale.language_code):
        around = Surroundings(locale.language_code, roots(request))
        return {
            "name": settings.SITE_NAME,
            "locale": locale.language_code,
            "languages": [
                {"code": code, "name": get_language_info(code)["name_local"], "root": page_link_out(around.roots[code])}
                for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
                if code in around.roots
            ],
            "root": page_link_out(around.root) if around.root else None,
            "sections": [page_link_out(page) for page in around.sections],
            "menu": [_link_out(item) for item in around.menu],
            "doors": [_link_out(item) for item in around.doors],
            "stages": [
                {"key": stage.key, "label": str(stage.label), "min": stage.minimum, "max": stage.maximum} for stage in LIFE_STAGES
            ],
            "age_chips": [
                {"key": chip.key, "label": str(chip.label), "min": chip.ages.lower, "max": chip.ages.upper} for chip in AGE_CHIPS
            ],
        }


def _link_out(item: MenuItem) -> dict[str, str]:
    return {"label": str(item.label), "url": absolute(item.url)}
