"""What the network's templates say in words."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def yen(amount: int | None) -> str:
    """1,234,000円; of an amount that is not known, that it is not."""
    return gettext("未公表") if amount is None else gettext("%(amount)s円") % {"amount": f"{amount:,}"}
