from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cms.core.viewsets import TranslatedEditView, TranslatedViewSet
from home.models import Contributor


class ContributorEditView(TranslatedEditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.user_has_permission("change") and not self.user_has_permission_for_instance("change", self.object):
            messages.error(request, _("公開中の記事に出ている執筆者は、直すとすぐに表示が変わるため、事務局だけが直せます。"))
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class ContributorViewSet(TranslatedViewSet):
    model = Contributor
    icon = "user"
    menu_label = _("執筆者")
    menu_order = 250
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "affiliation"]
    search_fields: ClassVar = ["name", "affiliation"]
    edit_view_class = ContributorEditView
