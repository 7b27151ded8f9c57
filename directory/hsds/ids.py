"""The UUIDs of HSDS. The same thing has the same one always, whatever language and whatever database row it has.

A service has the `translation_key` of its place or programme, an organization that of its organisation. A location, and a service
at its location, have the same with some bits turned over, so that the place is found by them; parts of these (a telephone, an
address) have one that is reckoned from theirs (RFC 9562, version 5).
"""

from uuid import UUID, uuid5

NAMESPACE = UUID("6f1ac3de-6c1c-5c07-8d0c-6c27a3a1d0f3")
_LOCATION = UUID("00000000-0000-0000-0000-10ca7104aaaa").int
_AT_LOCATION = UUID("00000000-0000-0000-0000-a710ca7104bb").int


def location_id(key: UUID) -> UUID:
    """Of a place's location, from the place's key; and the key from that."""
    return UUID(int=key.int ^ _LOCATION)


def at_location_id(key: UUID) -> UUID:
    """Of a place's service at its location, from the place's key; and the key from that."""
    return UUID(int=key.int ^ _AT_LOCATION)


def part_id(owner: UUID, *names: object) -> str:
    """Of something that is a part of another and has no key of its own."""
    return str(uuid5(owner, "/".join(map(str, names))))


def named_id(*names: object) -> str:
    """Of something that is the same everywhere: a taxonomy, its terms."""
    return part_id(NAMESPACE, *names)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
