"""The secretariat's form of a channel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.core.announcing import sending


class ChannelForm(WagtailAdminModelForm):
    """The address goes in and never comes out again."""

    address = forms.CharField(
        label=_("アドレス（apprise のURL）"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}, render_value=False),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["address"]
        if self.instance.sealed:
            field.help_text = _(
                "設定済み（%(service)s）。鍵を含むので、保存したあとはだれにも表示されません。変えるときだけ、新しいアドレスを入れてください。"
            ) % {"service": self.instance.service}
        else:
            field.required = True
            field.help_text = _(
                "X、LINE、Mastodon、Bluesky、メール、Slackなど、appriseが知っているものを使えます。例：mailto://、slack://、mastodons://、bluesky://。"
                "鍵を含むので、保存したあとはだれにも表示されません。"
            )

    def clean_address(self) -> str:
        url = self.cleaned_data["address"].strip()
        if url:
            try:
                sending.set_address(self.instance, url)
            except sending.BadAddressError as error:
                raise forms.ValidationError(str(error)) from None
        return ""
