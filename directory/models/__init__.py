from directory.models.duty import DutySlot
from directory.models.organisation import Affiliation, Organisation
from directory.models.pages import DirectoryPage
from directory.models.place import Place, PlacePhone
from directory.models.vacancy import Vacancy

__all__ = ["Affiliation", "DirectoryPage", "DutySlot", "Organisation", "Place", "PlacePhone", "Vacancy"]
