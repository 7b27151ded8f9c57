"""The editorial workflow: the organisation's lead, then an approver."""

from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from cms.core.models import ReviewTask
from cms.core.reviews import APPROVER_STAGE, LEAD_STAGE
from cms.core.setup.run import Setup

NAME = "サイトの承認"
STAGES = ((LEAD_STAGE, "団体リーダーの確認"), (APPROVER_STAGE, "承認者の承認"))


def workflow(setup: Setup) -> None:
    """Made once, and assigned to the site's root in every language it has by now."""
    if not setup.once("workflow"):
        return
    made = Workflow.objects.create(name=NAME)
    for order, (stage, name) in enumerate(STAGES):
        task = ReviewTask.objects.create(name=name, stage=stage)
        WorkflowTask.objects.create(workflow=made, task=task, sort_order=order)
    for root in setup.root.get_translations(inclusive=True):
        WorkflowPage.objects.get_or_create(page_id=root.pk, defaults={"workflow": made})
    setup.say(f"承認の流れを作りました：{NAME}（{' → '.join(name for _stage, name in STAGES)}）")
