from typing import Any, ClassVar

from search.registry import Adapter, Content, PageAdapter
from tests.plugin.lending.models import Toy


class ToyAdapter(Adapter):
    model = "lending.Toy"
    kinds: ClassVar = {"toy": "おもちゃ"}

    def public(self) -> Any:
        return Toy.objects.select_related("locale")

    def content(self, toy: Toy) -> Content:
        return Content(title=toy.name, kind="toy", locale=toy.locale.language_code, url=toy.get_absolute_url(), summary=toy.note)


class LendingAdapter(PageAdapter):
    model = "lending.LendingPage"
    kinds: ClassVar = {"lending": "貸し出し"}
