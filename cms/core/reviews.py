"""Who decides about a page in review, stage by stage."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

from cms.core.roles import APPROVER, users_of

LEAD_STAGE = "lead"
APPROVER_STAGE = "approver"


@dataclass(frozen=True)
class ReviewStage:
    """A stage that a page passes: its key (`ReviewTask.stage`), and the users any one of whom may decide."""

    key: str
    reviewers: "QuerySet[AbstractUser]"


def approver_stage() -> ReviewStage:
    """The last stage of everything: any approver."""
    return ReviewStage(APPROVER_STAGE, users_of(APPROVER))
