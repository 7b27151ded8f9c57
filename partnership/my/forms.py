"""What members fill in. Plain forms that need no script; a draft may lack anything."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.core.models import Image
from directory.models import Affiliation
from directory.models.phone import tidy_number, validate_number
from partnership.models import EventPage

LONGEST = 20_000
EARLIEST = datetime.date(1990, 1, 1)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付は 2026-04-01 のように書いてください。")},
    )


def time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("時刻は 10:00 のように書いてください。")},
    )


def line(label: Any, longest: int, help_text: Any = "", **attributes: Any) -> forms.CharField:
    widget = forms.TextInput(attributes)
    return forms.CharField(label=label, required=False, max_length=longest, help_text=help_text, widget=widget)


def text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=help_text, widget=forms.Textarea({"rows": 12})
    )


class ReportForm(forms.Form):
    """A citizen report."""

    title = line(_("題名"), 100, _("例：秋のプレーパークに行ってきました"))
    happened_on = day(_("いつ"))
    place = line(_("どこで"), 200, _("例：○○公園"))
    text = text(_("本文"), _("何があったか、どう感じたかを書きます。段落のあいだは1行あけます。"))

    def clean_happened_on(self) -> datetime.date | None:
        when = self.cleaned_data["happened_on"]
        if when and when < EARLIEST:
            raise ValidationError(gettext("日付が古すぎます。年を確かめてください。"))
        return when


class EventForm(forms.Form):
    """An event of a group: one day, or several in a row."""

    title = line(_("催しの名前"), 100)
    kind = forms.ChoiceField(label=_("種類"), choices=EventPage.Kind, initial=EventPage.Kind.EVENT, required=False)
    first_day = day(_("日付"))
    last_day = day(_("最終日"), _("何日か続くときだけ書きます。"))
    starts_at = time(_("開始"))
    ends_at = time(_("終了"))
    place_text = line(_("会場"), 200, _("例：○○会館 2階 和室"))
    text = text(_("どんな催しか"))
    price = forms.IntegerField(
        label=_("参加費（円）"), required=False, min_value=0, max_value=1_000_000, help_text=_("無料なら 0。")
    )
    fee_note = line(_("参加費の説明"), 200)
    capacity = forms.IntegerField(label=_("定員（人）"), required=False, min_value=1, max_value=100_000)
    apply_how = line(_("申し込み方法"), 300, _("例：申し込み不要"))
    apply_by = day(_("申し込みの締め切り"))
    childcare = forms.BooleanField(label=_("保育つき"), required=False)
    nursing_room = forms.BooleanField(label=_("授乳・おむつ替えの場所あり"), required=False)
    contact_name = line(_("問い合わせ先"), 100, _("サイトに載ります。"))
    contact_phone = forms.CharField(
        label=_("問い合わせの電話"), required=False, max_length=40, validators=[validate_number],
        widget=forms.TextInput({"type": "tel"}),
    )  # fmt: skip
    contact_email = forms.EmailField(
        label=_("問い合わせのメール"),
        required=False,
        error_messages={"invalid": _("メールアドレスは、name@example.jp のように書いてください。")},
    )

    def clean_contact_phone(self) -> str:
        return tidy_number(self.cleaned_data["contact_phone"])

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or EventPage.Kind.EVENT


class GroupForm(forms.Form):
    """What the entry of an organisation says, as it stands, to be corrected by its members."""

    name = line(_("団体の名前"), 200)
    kana = line(_("よみがな"), 200, _("並べる順に使います。例：ひだまり"))
    description = forms.CharField(
        label=_("紹介"),
        required=False,
        max_length=LONGEST,
        help_text=_("何をする団体か、誰が参加できるかを書きます。"),
        widget=forms.Textarea({"rows": 8}),
    )
    phone = forms.CharField(
        label=_("電話"), required=False, max_length=40, validators=[validate_number], help_text=_("サイトに載ります。"),
        widget=forms.TextInput({"type": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("メール"),
        required=False,
        help_text=_("サイトに載せてよいアドレスだけを書きます。"),
        error_messages={"invalid": _("メールアドレスは、name@example.jp のように書いてください。")},
    )
    url = forms.URLField(
        label=_("ウェブサイト"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("ウェブサイトは、https:// から始まるアドレスを書いてください。")},
    )
    remark = forms.CharField(
        label=_("そのほか、知らせたいこと"),
        required=False,
        max_length=1000,
        help_text=_("上の欄に書けないことがあれば、ことばで書いてください。サイトには出ません。"),
        widget=forms.Textarea({"rows": 3}),
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if not name:
            raise ValidationError(gettext("団体の名前を書いてください。"))
        return name

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n").strip()

    def clean_phone(self) -> str:
        return tidy_number(self.cleaned_data["phone"])


class PhotoForm(forms.Form):
    """What is said of one photo."""

    alt = line(_("何が写っていますか"), 200, _("写真が見えない人に伝える文です。例：落ち葉の上に座る子ども2人"))
    people = forms.ChoiceField(
        label=_("誰か分かる人が写っていますか"),
        required=False,
        choices=[
            (Image.People.NONE, _("写っていない、または誰か分からない")),
            (Image.People.RECOGNISABLE, _("誰か分かる人が写っている")),
        ],
        widget=forms.RadioSelect,
        help_text=_("顔のほか、名札や制服から分かることもあります。"),
    )
    consent_by = line(_("誰が同意しましたか"), 200, _("例：写っている子ども2人の保護者。公開されません。"))
    consent_until = day(_("いつまでの同意ですか"), _("決めていなければ空のままにします。"))
    caption = line(_("写真の下に出す文"), 200, _("空でもかまいません。"))

    def clean_people(self) -> str:
        return self.cleaned_data["people"] or Image.People.UNKNOWN


class LinkForm(forms.Form):
    """Where the link to sign in shall go."""

    address = forms.EmailField(
        label=_("メールアドレス"),
        error_messages={
            "required": _("メールアドレスを書いてください。"),
            "invalid": _("メールアドレスは、name@example.jp のように書いてください。"),
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class PasswordForm(forms.Form):
    name = forms.CharField(
        label=_("ユーザー名かメールアドレス"), max_length=254,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": _("ユーザー名かメールアドレスを書いてください。")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("パスワード"), max_length=200, strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("パスワードを書いてください。")},
    )  # fmt: skip


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("メールアドレス"), error_messages=LinkForm.base_fields["address"].error_messages)
    role = forms.ChoiceField(label=_("役割"), choices=Affiliation.Role, initial=Affiliation.Role.MEMBER)


class AcceptForm(forms.Form):
    """Who comes in by an invitation."""

    name = forms.CharField(
        label=_("お名前"), max_length=150, widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("確認する人に表示されます。サイトには出ません。"),
        error_messages={"required": _("お名前を書いてください。")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("パスワード"), required=False, max_length=200, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("空のままでもかまいません。そのときは、毎回メールのリンクで入ります。"),
    )  # fmt: skip

    def clean_password(self) -> str:
        from django.contrib.auth.password_validation import validate_password

        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password
