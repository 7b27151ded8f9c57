from partnership.models.declaration import DeclarationArticle, DeclarationPage, DeclarationVersion
from partnership.models.membership import Membership
from partnership.models.pages import NetworkPage
from partnership.models.reports import CitizenReportPage, ReportPhoto

__all__ = [
    "CitizenReportPage",
    "DeclarationArticle",
    "DeclarationPage",
    "DeclarationVersion",
    "Membership",
    "NetworkPage",
    "ReportPhoto",
]
