"""The table of kinds of place, where it uses the words of others."""

import pytest

from directory.kinds import KINDS, Kind
from directory.views import ORGANISATION_TYPES

PLACES = {
    "Place", "CivicStructure", "EventVenue", "GovernmentBuilding", "CityHall", "Hospital", "Museum", "Park", "Playground",
    "PublicToilet", "StadiumOrArena", "EducationalOrganization", "ElementarySchool", "MiddleSchool", "Preschool", "School",
    "LocalBusiness", "ChildCare", "EmergencyService", "FoodEstablishment", "GovernmentOffice", "Library", "MedicalBusiness",
    "Dentist", "MedicalClinic", "Pharmacy", "ProfessionalService", "ShoppingCenter", "SportsActivityLocation", "Store",
    "TouristInformationCenter",
}  # fmt: skip
"""Of what schema.org has (https://schema.org/docs/full.html): places that a directory like ours may have. No CommunityCenter."""
ORGANISATIONS = {
    "Organization", "CollegeOrUniversity", "Corporation", "GovernmentOrganization", "MedicalOrganization", "NGO", "School",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_kind_has_a_type_that_schema_org_knows(kind: Kind) -> None:
    assert kind.schema_type in PLACES | ORGANISATIONS


def test_each_kind_of_organisation_has_one_too() -> None:
    assert set(ORGANISATION_TYPES.values()) <= ORGANISATIONS
