"""Readers of one cell: text in, a value and the doubts about it out. None of them raises, whatever stands in the cell."""

from directory.opendata.cells.addresses import (
    Address,
    join_address,
    prefecture_of_code,
    read_address,
    split_address,
    split_authority,
)
from directory.opendata.cells.ages import read_ages
from directory.opendata.cells.contacts import Phone, read_email, read_fax, read_phones, read_url
from directory.opendata.cells.doubts import CODES, Doubt, DoubtKind, Reading, doubt
from directory.opendata.cells.figures import (
    read_capacity,
    read_code,
    read_coordinate,
    read_corporate_number,
    read_count,
    read_date,
    read_days,
    read_decimal,
    read_end_date,
    read_position,
    read_time,
    read_times,
    read_year,
)
from directory.opendata.cells.text import read_list, read_text
from directory.opendata.cells.words import SERVICES, read_answer, read_departments, read_kind, services_in

__all__ = [
    "CODES",
    "SERVICES",
    "Address",
    "Doubt",
    "DoubtKind",
    "Phone",
    "Reading",
    "doubt",
    "join_address",
    "prefecture_of_code",
    "read_address",
    "read_ages",
    "read_answer",
    "read_capacity",
    "read_code",
    "read_coordinate",
    "read_corporate_number",
    "read_count",
    "read_date",
    "read_days",
    "read_decimal",
    "read_departments",
    "read_email",
    "read_end_date",
    "read_fax",
    "read_kind",
    "read_list",
    "read_phones",
    "read_position",
    "read_text",
    "read_time",
    "read_times",
    "read_url",
    "read_year",
    "services_in",
    "split_address",
    "split_authority",
]
