"""The editorial workflow: the organisation's lead, then an approver."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Workflow, WorkflowContentType, WorkflowPage, WorkflowTask

from cms.core.models import CannedReply, ReviewTask
from cms.core.models.reviewed import reviewed_entries
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


def entries(setup: Setup) -> None:
    """The root's workflow serves each model of reviewed entries too: once, whenever a plugin brings one."""
    assigned = WorkflowPage.objects.filter(page_id=setup.root.pk).first()
    for model in reviewed_entries():
        if assigned and setup.once(f"workflow:{model._meta.label_lower}"):
            content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
            WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": assigned.workflow})


REPLIES = (
    ("写真の同意", "写真に写っている人（お子さんは保護者）の同意を確かめて、「だれの同意か」を書き足してください。"),
    ("個人のお名前", "個人のお名前や、だれのことか分かってしまう書き方があります。伏せるか、ご本人の了解を得てください。"),
    ("日時・場所", "日時または場所が分かりません。初めての人でも行けるように書き足してください。"),
    ("問い合わせ先", "問い合わせ先（電話番号やメールアドレス）を書き足してください。"),
    ("写真の説明", "写真の説明（代替テキスト）を、写真が見えない人にも分かるように書いてください。"),
    ("文字の誤り", "誤字や脱字があります。もう一度読み返して直してください。"),
)


def replies(setup: Setup) -> None:
    """Reasons that reviewers give again and again, to begin with; theirs to change."""
    if not setup.once("canned replies"):
        return
    for order, (title, text) in enumerate(REPLIES):
        CannedReply.objects.get_or_create(title=title, defaults={"text": text, "sort_order": order})
    setup.say(f"よく使う返事を加えました：{len(REPLIES)}件")
