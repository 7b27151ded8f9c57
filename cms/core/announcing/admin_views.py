"""The admin's views of announcing: what was announced, a text as channels would take it, a trial message."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.core.admin_addresses import admin_address
from cms.core.announcing import sending, services, texts
from cms.core.announcing.choosing import LONGEST, MAY_TICK
from cms.core.announcing.preview import shown_for
from cms.core.models import Announcement, AnnouncementChannel

MAY_SEE, MAY_RETRY = "core.view_announcement", "core.change_announcement"
MAY_TRY = "core.change_announcementchannel"
PER_PAGE = 50


class AnnouncingView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"
    permission = MAY_SEE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class AnnouncementsView(AnnouncingView):
    """Everything that was announced, newest first; whoever may has what failed sent again."""

    template_name = "core/admin/announcements.html"
    page_title = gettext_lazy("お知らせの記録")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = Announcement.objects.all()
        state = self.request.GET.get("state", "")
        state = state if state in Announcement.State.values else ""
        channel = self.request.GET.get("channel", "")
        channel = channel if channel.isdecimal() else ""
        found = everything.filter(**({"channel": channel} if channel else {}), **({"state": state} if state else {}))
        paginator = WagtailPaginator(found.prefetch_related("thing"), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        channels = AnnouncementChannel.objects.all()
        may_edit = self.request.user.has_perm("wagtailadmin.access_admin")
        for row in page:
            row.opens = admin_address(row.thing, "edit") if may_edit and row.thing is not None else ""
            row.may_be_retried = row.channel_id and row.state in {"failed", "gave-up"}
        return super().get_context_data(
            rows=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            states=Announcement.State.choices,
            state=state,
            channels=channels,
            channel=channel,
            may_retry=self.request.user.has_perm(MAY_RETRY),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_RETRY):
            raise PermissionDenied
        pk = request.POST.get("retry", "")
        announcement = get_object_or_404(Announcement, pk=pk if pk.isdecimal() else 0)
        try:
            services.retry(announcement, request.user)
        except services.RetryError as error:
            messages.warning(request, str(error))
        else:
            messages.success(
                request, _("「%(name)s」へ、もう一度送ります。結果はこの一覧に出ます。") % {"name": announcement.channel_name}
            )
        return redirect(request.get_full_path())


class TrialView(AnnouncingView):
    """Sends a short text to a channel, and says what came of it."""

    template_name = "core/admin/announcing_trial.html"
    permission = MAY_TRY
    page_title = gettext_lazy("試しに送る")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        channel = get_object_or_404(AnnouncementChannel, pk=self.kwargs["pk"])
        shown = {"channel": channel, "page_subtitle": channel.name, "back_url": admin_address(channel, "edit")}
        return super().get_context_data(**shown, text=self.text(), **kwargs)

    def text(self) -> str:
        return _("%(site)sからの試し送りです。この文が読めたら、設定はできています。") % {"site": settings.SITE_NAME}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        channel = get_object_or_404(AnnouncementChannel, pk=self.kwargs["pk"])
        result = sending.send(channel, self.text(), _("試し送り"))
        if result.outcome is sending.Outcome.SENT:
            messages.success(request, _("送りました。「%(name)s」に届いているか、見てください。") % {"name": channel.name})
        else:
            messages.error(request, _("送れませんでした：%(reason)s") % {"reason": result.reason})
        return redirect(reverse("announcing:try", args=[channel.pk]))


@require_admin_access
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """How each ticked channel would show what stands in the editor now: `{"shown": {key: {text, words, warning}}}`."""
    if not request.user.has_perm(MAY_TICK):
        raise PermissionDenied
    said = {name: str(value)[:LONGEST] for name, value in request.POST.items()}
    address = said.get("address", "")
    usual = texts.usual(said.get("title", ""), said.get("summary", ""))
    shown = {}
    for channel in AnnouncementChannel.objects.active():
        words = said.get(f"text_{channel.pk}", "").strip() or said.get("text", "").strip() or usual
        found = shown_for(channel, words, address)
        shown[str(channel.pk)] = {"text": found.text, "words": found.words, "warning": found.warning}
    return JsonResponse({"shown": shown})
