from directory.models.confirming import ConfirmationInterval, ConfirmationRequest, PlaceProposal, ProposalReply, ProposedChange
from directory.models.duty import DutyImport, DutySlot
from directory.models.opendata import DataSource, ImportedRecord, ImportRun, ImportUpload
from directory.models.organisation import Affiliation, Organisation
from directory.models.pages import DirectoryPage
from directory.models.place import Place, PlacePhone
from directory.models.program import SupportProgram
from directory.models.vacancy import Vacancy

__all__ = [
    "Affiliation",
    "ConfirmationInterval",
    "ConfirmationRequest",
    "DataSource",
    "DirectoryPage",
    "DutyImport",
    "DutySlot",
    "ImportRun",
    "ImportUpload",
    "ImportedRecord",
    "Organisation",
    "Place",
    "PlacePhone",
    "PlaceProposal",
    "ProposalReply",
    "ProposedChange",
    "SupportProgram",
    "Vacancy",
]
