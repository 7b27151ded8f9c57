"""What a cell is read as, and what the reader was not sure of: one table of doubts, with what was found and what was done."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

T = TypeVar("T")

LOST, READ, KEPT, TIDIED = LEVELS = ("lost", "read", "kept", "tidied")
"""How much a doubt weighs, the heaviest first: nothing could be made of it; a meaning was chosen; an editor's correction stands
against it; what was meant is plain, and only the spelling was changed or completed from beside it."""


@dataclass(frozen=True)
class DoubtKind:
    """What was found, and what was done about it; %(done)s stands for the value that was taken."""

    level: str
    found: str | Promise
    done: str | Promise


LEFT_OUT = _("空欄として取り込みました。")
AS_WRITTEN = _("書かれているまま取り込みました。")
TAKEN = _("「%(done)s」として取り込みました。")

CODES: dict[str, DoubtKind] = {
    # Text
    "half_width_kana": DoubtKind(TIDIED, _("半角カナが使われています。"), _("全角に直しました。")),
    "dash_for_long": DoubtKind(TIDIED, _("長音「ー」のところに横線「―」などが使われています。"), _("「ー」に直しました。")),
    "control_signs": DoubtKind(TIDIED, _("目に見えない制御文字が入っています。"), _("取り除きました。")),
    "separator": DoubtKind(TIDIED, _("区切りが「;」（半角セミコロン）ではありません。"), _("区切りとして読みました。")),
    # Numbers
    "number_tidied": DoubtKind(TIDIED, _("数のほかに、余分な文字が付いています。"), TAKEN),
    "number_unread": DoubtKind(LOST, _("数として読めません。"), LEFT_OUT),
    "capacity_unknown": DoubtKind(READ, _("定員が0です。分からないという意味と考えました。"), LEFT_OUT),
    "beds_unknown": DoubtKind(READ, _("病床のある医療機関の病床数が0です。"), LEFT_OUT),
    "number_lost": DoubtKind(LOST, _("番号が表計算ソフトで丸められています（1.00E+12など）。元の番号は分かりません。"), LEFT_OUT),
    "check_digit": DoubtKind(READ, _("法人番号の検査数字が合いません。写し間違いかもしれません。"), AS_WRITTEN),
    "corporate_number_unread": DoubtKind(LOST, _("法人番号（13桁）として読めません。"), LEFT_OUT),
    # Days
    "long_span": DoubtKind(
        READ,
        _("始まりから終わりまでが長く、毎日あるのか、そのあいだの何日かなのかが分かりません。"),
        _("期間（%(done)s）として取り込みました。"),
    ),
    "beyond_cells": DoubtKind(
        READ,
        _("日時の列が書き換えられていますが、毎週などの繰り返しや何日もの日程は、この列だけでは表せません。"),
        _("日程は、今のまま変えていません。直すときは、イベントの編集画面で直してください。"),
    ),
    "place_unregistered": DoubtKind(
        READ,
        _("会場が施設に登録されていないため、緯度・経度は使えません。"),
        _("会場の名前と住所だけを取り込みました。会場を施設に登録してから取り込むと、地図と「現在地の近く」に出ます。"),
    ),
    "place_not_known": DoubtKind(
        READ, _("同じ名前の施設がいくつもあり、どれが会場か分かりません。"), _("名前だけを取り込みました。")
    ),
    "page_known": DoubtKind(
        READ,
        _("同じ名前と日のものが、手で入力されています。"),
        _("別のものとして取り込みました。重なっていたら、どちらかの公開をやめてください。"),
    ),
    # Position
    "position_swapped": DoubtKind(READ, _("緯度と経度が入れ替わっています。"), _("入れ替えて取り込みました。")),
    "position_zero": DoubtKind(READ, _("緯度と経度が0です。分からないという意味と考えました。"), LEFT_OUT),
    "position_outside": DoubtKind(LOST, _("日本の外の位置です。"), LEFT_OUT),
    "position_half": DoubtKind(LOST, _("緯度と経度の片方しかありません。"), LEFT_OUT),
    "position_dms": DoubtKind(READ, _("緯度・経度が度分秒で書かれています。"), TAKEN),
    # Contact
    "phone_words": DoubtKind(TIDIED, _("電話番号に言葉が入っています。"), TAKEN),
    "phones_several": DoubtKind(READ, _("一つの欄に番号がいくつもあります。"), _("分けて取り込みました（%(done)s）。")),
    "phone_zero": DoubtKind(READ, _("電話番号の先頭の0がありません。"), _("0を補い、「%(done)s」として取り込みました。")),
    "phone_invalid": DoubtKind(READ, _("日本の電話番号として使われていない番号です。"), AS_WRITTEN),
    "phone_emergency": DoubtKind(READ, _("電話番号が緊急通報の番号です。施設の番号ではないようです。"), AS_WRITTEN),
    "phone_unread": DoubtKind(LOST, _("電話番号として読めません。"), LEFT_OUT),
    "url_without_scheme": DoubtKind(READ, _("URLが「https://」か「http://」で始まっていません。"), TAKEN),
    "url_trailing": DoubtKind(TIDIED, _("URLの終わりに句読点が付いています。"), TAKEN),
    "urls_several": DoubtKind(READ, _("一つの欄にURLがいくつもあります。"), _("最初の「%(done)s」を取り込みました。")),
    "url_unread": DoubtKind(LOST, _("URLとして読めません。"), LEFT_OUT),
    "email_in_url": DoubtKind(READ, _("URLの欄にメールアドレスが書かれています。"), _("メールアドレスとして取り込みました。")),
    "email_at": DoubtKind(READ, _("メールアドレスの「@」が、別の文字に置き換えられています。"), TAKEN),
    "email_unread": DoubtKind(LOST, _("メールアドレスとして読めません。"), LEFT_OUT),
    # Days and times
    "date_unread": DoubtKind(LOST, _("日付として読めません。"), LEFT_OUT),
    "excel_date": DoubtKind(READ, _("日付が表計算ソフトの数値になっています。"), TAKEN),
    "no_end_date": DoubtKind(READ, _("終わりの日が遠い先です。期限なしという意味と考えました。"), LEFT_OUT),
    "dates_backwards": DoubtKind(READ, _("終わりの日が、始まりの日より前です。"), LEFT_OUT),
    "time_unread": DoubtKind(LOST, _("時刻として読めません。"), LEFT_OUT),
    "excel_time": DoubtKind(READ, _("時刻が表計算ソフトの数値（1日を1とする小数）になっています。"), TAKEN),
    "time_unknown": DoubtKind(READ, _("0:00から0:00までです。時刻は分からないという意味と考えました。"), LEFT_OUT),
    "end_of_day": DoubtKind(TIDIED, _("24:00までです。"), TAKEN),
    "times_backwards": DoubtKind(READ, _("同じ日に、終わりの時刻が始まりの時刻より前です。"), LEFT_OUT),
    # Ages
    "after_maternity_leave": DoubtKind(READ, _("「産休明け」からです（出産の翌日から57日目）。"), _("生後1か月からとしました。")),
    "days_as_months": DoubtKind(READ, _("年齢が生後の日数です。"), _("満の月数（%(done)sか月）としました。")),
    "class_year": DoubtKind(
        READ,
        _("「○歳児」は学年です。そのクラスには、年度の途中で一つ上の歳になった子もいます。"),
        _("満年齢とみなし、%(done)sか月までとしました。"),
    ),
    "until_school": DoubtKind(READ, _("「就学前」までです（満6歳になったあとの3月まで）。"), _("5歳11か月までとしました。")),
    "ages_from": DoubtKind(READ, _("生後の年齢が一つだけ書かれています。"), _("「から」と考え、上限は空欄としました。")),
    "ages_several": DoubtKind(READ, _("年齢の範囲がいくつも書かれています。"), _("全体を含む範囲としました。")),
    "ages_partly": DoubtKind(READ, _("年齢のほかに条件が書かれています。"), _("年齢だけを読み、全文は別に残しました。")),
    "ages_backwards": DoubtKind(LOST, _("年齢の下限が上限より上です。"), LEFT_OUT),
    "ages_unread": DoubtKind(LOST, _("年齢として読めません。"), LEFT_OUT),
    "whole_years": DoubtKind(
        READ, _("年齢の月数が0になっています（記入のない欄かもしれません）。"), _("満の年数と考え、%(done)sか月としました。")
    ),
    "ages_from_text": DoubtKind(READ, _("対象年齢の数値がありません。"), _("対象者の説明文から読みました。")),
    # Words of a list
    "answer_unread": DoubtKind(LOST, _("「有」「無」のどちらとも読めません。"), _("「分からない」としました。")),
    "service_unknown": DoubtKind(LOST, _("知らないサービスや設備の名前です。"), LEFT_OUT),
    "department_spelling": DoubtKind(TIDIED, _("診療科の書き方が、法令の名称と違います。"), TAKEN),
    "department_unknown": DoubtKind(READ, _("法令にない診療科の名称です。"), AS_WRITTEN),
    "category_unknown": DoubtKind(READ, _("知らない種別です。"), _("「%(done)s」としました。")),
    "named_by_position": DoubtKind(
        TIDIED, _("同じ名称・同じ住所の行が、ほかにもあります。"), _("設置位置を付けて「%(done)s」としました。")
    ),
    "kind_from_name": DoubtKind(READ, _("種別が書かれていません。"), _("名称から「%(done)s」としました。")),
    "kind_from_list": DoubtKind(
        READ,
        _("種別が書かれておらず、名称からも分かりません。"),
        _("一覧の種類から「%(done)s」としました。違うときは、施設の画面で直せます。"),
    ),
    # Address
    "address_of_a_city": DoubtKind(READ, _("住所が市区町村までで、町名や番地がありません。"), AS_WRITTEN),
    "address_without_prefecture": DoubtKind(
        READ,
        _("住所に都道府県がなく、ほかの列からも補えません。"),
        _("書かれているまま取り込みました。「自治体」を書いて読み直すと補えます。"),
    ),
    "address_completed": DoubtKind(TIDIED, _("住所に都道府県や市区町村がありません。"), _("補って「%(done)s」としました。")),
    "address_elsewhere": DoubtKind(READ, _("よその市区町村の住所のようですが、都道府県がありません。"), AS_WRITTEN),
    "dash_in_number": DoubtKind(TIDIED, _("番地の横線が「-」ではありません。"), TAKEN),
    "name_in_address": DoubtKind(READ, _("住所の欄に建物の名が入っています。"), _("住所と建物名に分けました。")),
    # Rows
    "second_value": DoubtKind(LOST, _("同じ項目に当たる列が二つあり、値が違います。"), _("先の列の値を使いました。")),
    "formula_unread": DoubtKind(LOST, _("数式のセルですが、計算した値がファイルに入っていません。"), LEFT_OUT),
    "cells_missing": DoubtKind(
        TIDIED,
        _("行が見出しより短く、終わりの空の列が省かれています。"),
        _("足りない列には何も書かれていないものとしました。今の値は変わりません。"),
    ),
    "cells_over": DoubtKind(LOST, _("見出しのない列に値があります。"), _("その値は取り込んでいません。")),
    "number_repeated": DoubtKind(READ, _("同じID（NO）の行が、前にもあります。"), AS_WRITTEN),
    "number_changed": DoubtKind(READ, _("名称・住所・種別は前回と同じで、ID（NO）だけが違います。"), _("同じものとしました。")),
    "place_known": DoubtKind(
        READ,
        _("名称と住所が同じものが、ほかの出どころか手入力で、すでにあります。"),
        _("同じものとし、空いている項目だけを補いました。"),
    ),
    "value_kept": DoubtKind(READ, _("すでにある値と違います。"), _("今の「%(done)s」を残しました。")),
    "correction_kept": DoubtKind(KEPT, _("編集者が直した値が、出どころの値と違います。"), _("%(done)s。")),
    "exact_unread": DoubtKind(LOST, _("書き出したときの値として読めません。"), _("ほかの列から読みました。")),
    "identity_repeated": DoubtKind(READ, _("名称・住所・種別が同じ行が、前にもあります。"), _("別のものとして取り込みました。")),
    "too_long": DoubtKind(LOST, _("長すぎて入りません。"), _("%(done)s字で切りました。")),
    "hours_unsure": DoubtKind(READ, _("開いている時間に、書かれていないことか、はっきりしないことがあります。"), _("%(done)s。")),
    "kana_unread": DoubtKind(LOST, _("ふりがなに、かな以外の文字があります。"), LEFT_OUT),
    "out_of_range": DoubtKind(LOST, _("ありえない大きさの数です。"), LEFT_OUT),
    "postal_code_unread": DoubtKind(LOST, _("郵便番号（7桁）として読めません。"), LEFT_OUT),
    # Why a row is rejected
    "row_short": DoubtKind(
        LOST,
        _("行が途中で終わっていて、列が足りません。"),
        _("%(done)sしかないので、この行は取り込んでいません。今の内容はそのままです。"),
    ),
    "row_cut": DoubtKind(
        LOST,
        _("ファイルが、この行の途中で終わっています。"),
        _("この行は取り込んでいません。ファイルの終わりが欠けていないか、確かめてください。"),
    ),
    "row_over": DoubtKind(
        LOST,
        _('行の列が見出しより多く、値がずれているようです。値の中の「,」が引用符「"」で囲まれていないのかもしれません。'),
        _("この行は取り込んでいません。今の内容はそのままです。"),
    ),
    "row_shifted": DoubtKind(
        LOST,
        _("値が隣の列にずれているようです。"),
        _("「%(done)s」の値のようなので、この行は取り込んでいません。今の内容はそのままです。"),
    ),
    "no_name": DoubtKind(LOST, _("名称がありません。"), _("この行は取り込んでいません。")),
    "no_start": DoubtKind(LOST, _("開始日がないか、日付として読めません。"), _("この行は取り込んでいません。")),
    "row_repeated": DoubtKind(LOST, _("前の行とまったく同じです。"), _("この行は取り込んでいません。")),
    "unclosed_quote": DoubtKind(
        LOST,
        _('引用符「"」が閉じられておらず、行どうしがつながっています。'),
        _("つながった行は、どれも取り込んでいません。"),
    ),
    "name_of_lines": DoubtKind(LOST, _("名称の途中に改行があります。"), _("この行は取り込んでいません。")),
    "name_too_long": DoubtKind(LOST, _("名称としては長すぎます。"), _("この行は取り込んでいません。")),
    "hint_row": DoubtKind(LOST, _("「必須」「半角数字」などの、記入のしかたの行です。"), _("この行は取り込んでいません。")),
    "header_again": DoubtKind(LOST, _("見出しの行が、途中にもう一度あります。"), _("この行は取り込んでいません。")),
}


@dataclass(frozen=True)
class Doubt:
    """One thing the reader was not sure of. `value` is what stood there; `done` says in a sentence what was made of it."""

    code: str
    value: str
    done: str

    @property
    def found(self) -> str:
        return str(CODES[self.code].found)

    @property
    def level(self) -> str:
        return CODES[self.code].level


def doubt(code: str, value: str, done: object = "") -> Doubt:
    """A doubt of CODES, about `value`, of which `done` was made."""
    sentence = str(CODES[code].done)
    return Doubt(code, value, sentence % {"done": done} if "%(done)s" in sentence else sentence)


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A cell's value, and the doubts about it."""

    value: T
    doubts: tuple[Doubt, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(doubt.code for doubt in self.doubts)
