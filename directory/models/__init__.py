from directory.models.duty import DutySlot
from directory.models.opendata import DataSource, ImportedRecord, ImportRun, ImportUpload
from directory.models.organisation import Affiliation, Organisation
from directory.models.pages import DirectoryPage
from directory.models.place import Place, PlacePhone
from directory.models.program import SupportProgram
from directory.models.vacancy import Vacancy

__all__ = [
    "Affiliation",
    "DataSource",
    "DirectoryPage",
    "DutySlot",
    "ImportRun",
    "ImportUpload",
    "ImportedRecord",
    "Organisation",
    "Place",
    "PlacePhone",
    "SupportProgram",
    "Vacancy",
]
