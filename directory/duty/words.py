"""Gaps and overlaps, in words."""

from django.utils.translation import gettext

from cms.core.dates import short_day_in_words
from directory.duty.queries import Gap
from directory.duty.times import off_name
from directory.models import DutySlot


def gap_in_words(gap: Gap) -> str:
    """12月6日（日） 日曜：当番がありません。 12月6日（日） 日曜：12:00–17:00の当番がありません（休日当番）。"""
    words = {"day": f"{short_day_in_words(gap.day)} {off_name(gap.day)}".strip(), "department": gap.department}
    if gap.kind:
        words |= {"kind": str(DutySlot.Kind(gap.kind).label), "times": gap.times}
    if gap.department and gap.kind:
        return gettext("%(day)s：%(department)sの%(kind)sがありません。") % words
    if gap.kind:
        return gettext("%(day)s：%(times)sの当番がありません（%(kind)s）。") % words
    if gap.department:
        return gettext("%(day)s：%(department)sの当番がありません。") % words
    return gettext("%(day)s：当番がありません。") % words


def overlap_in_words(pair: tuple[DutySlot, DutySlot]) -> str:
    """12月6日（日） 桜病院：休日当番 9:00–17:00 と 準夜 16:00–22:00 が重なっています。"""
    one, other = pair
    words = {
        "day": short_day_in_words(one.day),
        "place": one.place.name,
        "one": f"{one.get_kind_display()} {one.times}",
        "other": f"{other.get_kind_display()} {other.times}",
    }
    return gettext("%(day)s %(place)s：%(one)s と %(other)s が重なっています。") % words
