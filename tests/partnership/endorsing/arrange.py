"""What the tests of endorsements are arranged with."""

from typing import Any

from django.contrib.auth.models import Permission

from partnership.endorsing import services
from partnership.endorsing.services import Said
from partnership.models import DeclarationPage, Endorsement, NetworkPage
from tests.partnership.board.arrange import user
from tests.site.factories import add, front

State = Endorsement.State


def declaration(**fields: Any) -> DeclarationPage:
    network = add(front(), NetworkPage, "パートナーシップ", slug="network")
    return add(network, DeclarationPage, "宣言", slug="declaration", **fields)


def moderator(name: str = "担当") -> Any:
    person = user(name)
    theirs = Permission.objects.filter(codename__in=["moderate_endorsements", "access_admin"])
    person.user_permissions.set(theirs)
    return type(person)._default_manager.get(pk=person.pk)


def sent(page: DeclarationPage, name: str = "みどり", *, shown: bool = True, kind: str = "citizen", **sender: Any) -> Endorsement:
    return services.endorse(page, Said(name=name, kind=kind, is_name_shown=shown, words=f"{name}のことば"), **sender)
