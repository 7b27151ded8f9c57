"""Sample endorsements in every state, decided by the demo's secretariat."""

import datetime
from typing import Any

from django.utils import timezone

from cms.core.demo import Demo
from cms.core.roles import SECRETARIAT, users_of
from partnership.endorsing import services
from partnership.endorsing.services import Said
from partnership.models import DeclarationPage, Endorsement

State = Endorsement.State


def load(demo: Demo, rows: list[dict[str, Any]]) -> None:
    page = DeclarationPage.objects.filter(locale=demo.source).first()
    moderator = users_of(SECRETARIAT).first()
    if page is None:
        return
    for row in rows:
        names = ("name", "kind", "town", "words", "is_name_shown")
        contact = "mihon@example.jp" if row["state"] == State.UNCONFIRMED else ""
        kept = services.endorse(page, Said(**{name: row[name] for name in names if name in row}), contact=contact)
        if moderator:
            _reach(kept, row, moderator)
        at = timezone.now() - datetime.timedelta(days=row["days_ago"])
        written = Endorsement.objects.filter(pk=kept.pk)
        written.update(created_at=at)
        written.exclude(accepted_at=None).update(accepted_at=at + datetime.timedelta(hours=3))


def _reach(kept: Endorsement, row: dict[str, Any], moderator: Any) -> None:
    """Brings one into the state that the file names, by the road that people take."""
    if row["state"] in (State.ACCEPTED, State.HIDDEN):
        services.accept(kept, moderator)
    if row["state"] == State.HIDDEN:
        services.hide(kept, moderator, row["reason"])
    elif row["state"] == State.DECLINED:
        services.decline(kept, moderator, row["reason"])
    elif row["state"] == State.WITHDRAWN:
        services.withdraw(kept)
