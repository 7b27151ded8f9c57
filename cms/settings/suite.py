"""Which apps a site is made of: SUITE_APPS, from the ground up."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from cms.settings import env

SUITE = ("cms.core", "search", "directory", "partnership", "home")
"""The suite's own apps in the one order that they stand in."""

GROUND = SUITE[:3]
"""What every site needs: alone, a municipal directory."""


def suite_apps() -> list[str]:
    """The apps that SUITE_APPS names; the whole suite if it names none.

    Another's app may stand among them, after what it builds on.

    Raises:
        ImproperlyConfigured: a name is unknown, missing, doubled or out of order; it and the variable are named.
    """
    chosen = env.words("SUITE_APPS", ",".join(SUITE))
    unknown = [name for name in chosen if name not in SUITE and not _is_there(name)]
    if unknown:
        raise _wrong(f"names {', '.join(unknown)}: no app of the suite ({', '.join(SUITE)}), nor any other that can be imported")
    doubled = sorted({name for name in chosen if chosen.count(name) > 1})
    if doubled:
        raise _wrong(f"names {', '.join(doubled)} more than once")
    missing = [name for name in GROUND if name not in chosen]
    if missing:
        raise _wrong(f"does not name {', '.join(missing)}, which every site needs")
    in_order = [name for name in SUITE if name in chosen]
    if [name for name in chosen if name in SUITE] != in_order or chosen[0] != SUITE[0]:
        raise _wrong(f"must begin with {SUITE[0]} and go up from there: {','.join(in_order)}, and other apps after what they use")
    return chosen


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _wrong(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"SUITE_APPS {reason}. docs/settings.md says what belongs there.")
