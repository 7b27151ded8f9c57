from partnership.models.board import BoardCategory, BoardPost, BoardPostVersion, BoardReport, BoardTopic, BoardWord
from partnership.models.citizens import SentPhoto, SentReport
from partnership.models.council import Committee, CommitteeMember, CouncilPage, OfficerTerm
from partnership.models.declaration import DeclarationArticle, DeclarationPage, DeclarationVersion
from partnership.models.endorsement import Endorsement
from partnership.models.events import EventCalendarPage, EventDate, EventException, EventOrganiser, EventPage
from partnership.models.grants import GrantPaper, GrantProject, GrantRound, GrantsPage
from partnership.models.group_change import GroupChange
from partnership.models.leaflets import LeafletEdition, LeafletPage
from partnership.models.meetings import MeetingDecision, MeetingPage
from partnership.models.membership import Membership
from partnership.models.my import Invitation, SignInAttempt
from partnership.models.occurrences import Occurrence
from partnership.models.outcome import OutcomeEquipment, OutcomeItem, OutcomePart, OutcomeReportPage, OutcomeYear
from partnership.models.pages import NetworkPage
from partnership.models.reports import CitizenReportPage, ReportPhoto

__all__ = [
    "BoardCategory",
    "BoardPost",
    "BoardPostVersion",
    "BoardReport",
    "BoardTopic",
    "BoardWord",
    "CitizenReportPage",
    "Committee",
    "CommitteeMember",
    "CouncilPage",
    "DeclarationArticle",
    "DeclarationPage",
    "DeclarationVersion",
    "Endorsement",
    "EventCalendarPage",
    "EventDate",
    "EventException",
    "EventOrganiser",
    "EventPage",
    "GrantPaper",
    "GrantProject",
    "GrantRound",
    "GrantsPage",
    "GroupChange",
    "Invitation",
    "LeafletEdition",
    "LeafletPage",
    "MeetingDecision",
    "MeetingPage",
    "Membership",
    "NetworkPage",
    "Occurrence",
    "OfficerTerm",
    "OutcomeEquipment",
    "OutcomeItem",
    "OutcomePart",
    "OutcomeReportPage",
    "OutcomeYear",
    "ReportPhoto",
    "SentPhoto",
    "SentReport",
    "SignInAttempt",
]
