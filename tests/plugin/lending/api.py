from django.http import HttpRequest
from ninja import Router, Schema

from tests.plugin.lending.models import Toy

router = Router(tags=["toys"])


class ToyOut(Schema):
    id: int
    name: str
    note: str


@router.get("", response=list[ToyOut], summary="Toys that can be borrowed", auth=None)
def toys(request: HttpRequest, locale: str = "ja") -> list[Toy]:
    return list(Toy.objects.filter(locale__language_code=locale).order_by("name"))
