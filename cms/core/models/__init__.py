from cms.core.models.ages import AgedModel, AgedQuerySet
from cms.core.models.announcing import Announcement, AnnouncementChannel, DigestSubscription
from cms.core.models.base import BasePage
from cms.core.models.documents import Document
from cms.core.models.images import Image, Rendition, Standing
from cms.core.models.review import CannedReply, ReviewCare
from cms.core.models.reviewed import ReviewedEntry, ReviewedMixin
from cms.core.models.roles import Delegation, Role
from cms.core.models.setup import SetupRecord
from cms.core.models.tags import PageTag, Tag
from cms.core.models.version import ContentVersion
from cms.core.models.workflow import ReviewTask

__all__ = [
    "AgedModel",
    "AgedQuerySet",
    "Announcement",
    "AnnouncementChannel",
    "BasePage",
    "CannedReply",
    "ContentVersion",
    "Delegation",
    "DigestSubscription",
    "Document",
    "Image",
    "PageTag",
    "Rendition",
    "ReviewCare",
    "ReviewTask",
    "ReviewedEntry",
    "ReviewedMixin",
    "Role",
    "SetupRecord",
    "Standing",
    "Tag",
]
