"""Who sends something without saying who they are, as far as it takes to set limits to floods."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def mark_of(request: HttpRequest, salt: str) -> str:
    """By which several things from one address are told. It is no address, and cannot be made one without the site's key."""
    return salted_hmac(salt, _address(request), algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """The sender's address; of IPv6 the part that a household has for itself.

    Behind a proxy it is what the proxy wrote last: what stands before it the sender may have written.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip() or address
    try:
        found = ip_address(address)
    except ValueError:
        return address[:60]
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else str(found)
