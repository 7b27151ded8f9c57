"""What the tests of confirming are arranged with: places with keepers, and the mails that went to them."""

import datetime
import re
from typing import Any

from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import Place, PlacePhone
from tests.site.factories import locale

SITE = "http://localhost:8000"


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def place(name: str = "ひまわり広場", keeper: str = "himawari@example.jp", **fields: Any) -> Place:
    """A place that was confirmed a year ago, and has a telephone."""
    numbers = fields.pop("numbers", ["042-387-0001"])
    fields.setdefault("confirmed_on", days_ago(365))
    made = Place(name=name, keeper_email=keeper, locale=locale(), **fields)
    made.phones.set([PlacePhone(number=number, locale=locale(), sort_order=order) for order, number in enumerate(numbers)])
    made.save()
    return made


def fresh(thing: Any) -> Any:
    return type(thing)._default_manager.get(pk=thing.pk)


def links_to(address: str) -> list[str]:
    """The links in the last mail to an address, without the host."""
    text = [str(message.body) for message in mail.outbox if message.to == [address]][-1]
    return [found.removeprefix(SITE) for found in re.findall(r"https?://\S+/confirm/\S+", text)]


def form_at(client: Client, url: str, having: str) -> dict[str, Any]:
    """What the form that has a field or button of this name would send, as it stands."""
    html = client.get(url).content.decode()
    forms = BeautifulSoup(html, "html.parser").find_all("form")
    index = next(n for n, form in enumerate(forms) if form.select_one(f"[name={having}]"))
    data = dict(querydict_from_html(html, form_index=index).lists())
    token = forms[index].select_one("[name=csrfmiddlewaretoken]")
    return data | ({"csrfmiddlewaretoken": [str(token["value"])]} if token else {})
