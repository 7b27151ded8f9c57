"""The datasets that are read and written, their layouts, and how one is recognised by its header.

Layouts: "recommended" is 推奨データセット (2017–22), whose definitions are published column by column. "standard" is
自治体標準オープンデータセット (デジタル庁, 2022–): イベント一覧 and 子育て施設一覧 as published files of Yaizu and Kumamoto
have them; 公共施設一覧, 医療機関一覧 and AED設置箇所一覧 put together from the standard's common columns and those that files of
Kumamoto, Maizuru and others show. "local" is a list for which there is no standard, as Yaizu makes it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.opendata import columns
from directory.opendata.cells import read_kind

NEARLY = 0.1
"""How much less of a header may fit one dataset than another for it to be the one that is meant."""
SURE = 0.6
"""The share of columns in common from which a header is a layout's own, whatever else it resembles."""
ENOUGH = 0.25
"""The share of columns in common under which a header is taken for no dataset at all."""

_ORIGIN = ("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名")
_SEAT = (
    "所在地_全国地方公共団体コード",
    "町字ID",
    "所在地_連結表記",
    "所在地_都道府県",
    "所在地_市区町村",
    "所在地_町字",
    "所在地_番地以下",
    "建物名等(方書)",
)
_POINT = ("緯度", "経度", "高度の種別", "高度の値")
_CONTACT = ("連絡先メールアドレス", "連絡先FormURL", "連絡先備考（その他、SNSなど）", "郵便番号")
_NAMED = ("全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英語")
_HOURS = ("利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項")
_WITH_CHILDREN = ("授乳室", "おむつ替えコーナー", "飲食可否", "ベビーカー貸出", "ベビーカー利用")

_FACILITIES = {
    "recommended": (
        *_ORIGIN, "名称", "名称_カナ", "名称_通称", "POIコード", "住所", "方書", "緯度", "経度", "電話番号",
        "内線番号", "法人番号", "団体名", *_HOURS, "説明", "バリアフリー情報", "URL", "備考",
    ),
    "standard": (
        *_NAMED, "名称_通称", "POIコード", *_SEAT, *_POINT, "アクセス方法", "駐車場情報", "電話番号", "内線番号",
        *_CONTACT, "法人番号", "団体名", *_HOURS, "説明", "バリアフリー情報", *_WITH_CHILDREN, "URL", "画像",
        "画像_ライセンス", "備考",
    ),
}  # fmt: skip
_NURSERIES = {
    "recommended": (
        *_ORIGIN, "名称", "名称_カナ", "種別", "住所", "方書", "緯度", "経度", "アクセス方法", "駐車場情報",
        "電話番号", "内線番号", "FAX番号", "法人番号", "団体名", "認可等年月日", "収容定員", "受入年齢", *_HOURS,
        "一時預かりの有無", "URL", "備考",
    ),
    "standard": (
        *_NAMED, "種別", *_SEAT, *_POINT, "アクセス方法", "駐車場情報", "電話番号", "内線番号", "FAX番号", *_CONTACT,
        "法人番号", "団体名", "認可等年月日", "収容定員", "受入年齢", *_HOURS, "一時預かりの有無",
        "子供預かり料金種別", "子供預かり料金", "子供預かり料金備考", "子供預かり開所時間", "子供預かり閉所時間",
        "病児保育の有無", *_WITH_CHILDREN, "URL", "画像", "画像_ライセンス", "備考",
    ),
}  # fmt: skip
_MEDICAL = {
    "recommended": (
        *_ORIGIN, "名称", "名称_カナ", "医療機関の種類", "住所", "方書", "緯度", "経度", "電話番号", "内線番号",
        "FAX番号", "法人番号", "法人の名称", "医療機関コード", "診療曜日", "診療開始時間", "診療終了時間",
        "診療日時特記事項", "時間外における対応", "診療科目", "病床数", "URL", "備考",
    ),
    "standard": (
        *_NAMED, "医療機関の種類", *_SEAT, *_POINT, "電話番号", "内線番号", "FAX番号", *_CONTACT, "法人番号",
        "法人の名称", "医療機関コード", "診療曜日", "診療開始時間", "診療終了時間", "診療日時特記事項",
        "時間外における対応", "診療科目", "病床数", "状況", "災害拠点分類", "URL", "画像", "画像_ライセンス", "備考",
    ),
}  # fmt: skip
_EVENTS = {
    "recommended": (
        *_ORIGIN, "イベント名", "イベント名_カナ", "イベント名_英語", "開始日", "終了日", "開始時間", "終了時間",
        "開始日時特記事項", "説明", "料金(基本)", "料金(詳細)", "連絡先名称", "連絡先電話番号", "連絡先内線番号",
        "主催者", "場所名称", "住所", "方書", "緯度", "経度", "アクセス方法", "駐車場情報", "定員", "参加申込終了日",
        "参加申込終了時間", "参加申込方法", "URL", "備考",
    ),
    "standard": (
        "全国地方公共団体コード", "法人番号", "ID", "地方公共団体名", "イベント名", "言語コード", "イベント通称",
        "サブタイトル", "イベント名_カナ", "イベント名_英語", "コンテンツURL", "状態", "キーワード", "タグ",
        "対象となる産業", "開催パターン", "開始日", "終了日", "開始時間", "終了時間", "開始日時特記事項", "所要時間",
        "掲載開始日", "掲載終了日", "概要", "説明", "サブイベント", "イベント種類", "料金(基本)", "料金(詳細)",
        "連絡先名称", "連絡先電話番号", "連絡先内線番号", "主催者", "共催団体", "関連組織", "対象者", "対象者備考",
        "場所名称", "集合（受付）場所", *_SEAT, "緯度", "経度", "アクセス方法", "駐車場情報", "駐車場料金",
        "駐輪場情報", "Web開催", "Web開催URL", "ツール・環境", "定員", "定員備考", "料金種別", "決済種別",
        "外国語対応", "外国語対応備考", "開催条件", "参加申込終了日", "参加申込終了時間", "参加申込方法",
        "申込開始日", "申込開始時刻", "申込URL", "URL", *_WITH_CHILDREN, "画像", "画像_ライセンス", "備考",
        "イベントジャンル",
    ),
}  # fmt: skip
_AED = {
    "recommended": (
        *_ORIGIN, "名称", "名称_カナ", "住所", "方書", "緯度", "経度", "設置位置", "電話番号", "内線番号", "法人番号",
        "団体名", *_HOURS, "小児対応設備の有無", "URL", "備考",
    ),
    "standard": (
        *_NAMED, *_SEAT, *_POINT, "設置位置", "電話番号", "内線番号", *_CONTACT, "法人番号", "団体名", *_HOURS,
        "小児対応設備の有無", "外部利用不可", "URL", "画像", "画像_ライセンス", "備考",
    ),
}  # fmt: skip
# No standard list of these: where one is written, it is a list of public facilities.
_PARKS = {
    "standard": _FACILITIES["standard"],
    "local": (
        "ID", "公園名", "住所（番地まで）", "緯度", "経度", "面積（㎡）", "供用開始年", "トイレ詳細", "駐車場詳細",
        "施設等", "設置遊具", "公園HPアドレス", "公園紹介文", "焼津市OpenPhoto写真",
    ),
}  # fmt: skip
_BABY_STATIONS = {
    "standard": _FACILITIES["standard"],
    "local": (
        "ID", "登録施設名", "住所", "方書", "緯度", "経度", "業種", "施設電話番号", "提供内容", "提供内容備考",
        "提供時間", "定休日", *(f"写真{n}" for n in range(1, 14)),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Dataset:
    """A dataset: its layouts by name, with their columns in order, the fields a row must have, and what a place of it is.

    `kind` is what its places are, unless it `tells_kind` and the row says otherwise: a shop that is a baby station stays one.
    `services` are what every place of it offers, `kinds` those that are listed where it is written; `named` are words in a file's
    name that tell it from another of the same layout.
    """

    code: str
    name: str | Promise
    layouts: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ("name",)
    scope: str = "place"
    kind: str = "facility"
    tells_kind: bool = True
    services: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        return columns.FIELDS[self.scope]


# Where two share a layout, the first is meant unless the file's name says the other.
DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "nurseries",
        _("子育て施設一覧"),
        _NURSERIES,
        kind="nursery",
        named=("preschool", "nursery", "nurseries", "保育", "幼稚園"),
        kinds=("nursery", "kindergarten", "kodomoen"),
    ),
    Dataset(
        "medical",
        _("医療機関一覧"),
        _MEDICAL,
        kind="clinic",
        named=("hospital", "medical", "医療", "病院"),
        kinds=("clinic", "hospital"),
    ),
    Dataset(
        "facilities",
        _("公共施設一覧"),
        _FACILITIES,
        named=("public_facility", "facilities", "公共施設"),
        kinds=("facility", "desk", "library", "children_hall"),
    ),
    Dataset("events", _("イベント一覧"), _EVENTS, ("title", "starts_on"), "event", kind="", named=("event", "イベント")),
    Dataset("parks", _("公園一覧"), _PARKS, kind="park", tells_kind=False, named=("park", "公園"), kinds=("park",)),
    Dataset(
        "baby_stations",
        _("赤ちゃんの駅一覧"),
        _BABY_STATIONS,
        kind="nursing_room",
        tells_kind=False,
        named=("baby_station", "赤ちゃんの駅", "授乳"),
        kinds=("nursing_room",),
    ),
    Dataset("aed", _("AED設置箇所一覧"), _AED, tells_kind=False, services=frozenset({"aed"}), named=("aed",)),
    Dataset(
        "support_centers",
        _("子育て支援拠点一覧"),
        _FACILITIES,
        kind="support_center",
        named=("support_center", "子育て支援", "支援拠点", "児童館"),
        kinds=("support_center",),
    ),
)
BY_CODE = {dataset.code: dataset for dataset in DATASETS}


@dataclass(frozen=True)
class Match:
    """What a header was recognised as. `dataset` is None where nothing fits; `score` is the share of columns in common, 0 to 1.

    `unknown` are the file's columns that fill no field, `missing` the fields without which no row can be read.
    """

    dataset: Dataset | None
    layout: str
    score: float
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def recognise(header: Sequence[str], name: str = "", categories: Collection[str] = ()) -> Match:
    """The dataset and the layout that a header fits best. `name`, the file's, decides between those that fit nearly alike.

    Where it does not, the words of 種別 do (`categories`); where these do not either, and the header is none of a layout's own,
    the dataset is None: nobody is served by a guess.
    """
    fits = [
        _Fit(_in_common(header, wanted), any(word in name.lower() for word in dataset.named), dataset, layout)
        for dataset in DATASETS
        for layout, wanted in dataset.layouts.items()
    ]
    best = max((fit.score for fit in fits), default=0.0)
    if best < ENOUGH:
        return Match(None, "", 0.0, tuple(header), ())
    near = [fit for fit in fits if fit.score >= best - NEARLY]
    told = [fit for fit in near if fit.is_named] or _told_by(near, categories)
    chosen = max(told or [fit for fit in near if fit.score == best], key=lambda fit: fit.score)
    if not told and best < SURE and len({fit.dataset.code for fit in near}) > 1:
        return Match(None, "", round(best, 3), tuple(header), ())
    found = {column.field for text in header if (column := columns.find(text, chosen.dataset.scope))}
    return Match(
        chosen.dataset,
        chosen.layout,
        round(chosen.score, 3),
        tuple(text for text in header if text and not columns.find(text, chosen.dataset.scope)),
        tuple(required for required in chosen.dataset.required if required not in found),
    )


class _Fit(NamedTuple):
    score: float
    is_named: bool
    dataset: Dataset
    layout: str


def _told_by(fits: Sequence[_Fit], categories: Collection[str]) -> list[_Fit]:
    """Those of whose kinds most of the words of 種別 are."""
    read = [read_kind(word, "", "facility").value for word in categories if word.strip()]
    named = [kind for kind in read if kind != "facility"]  # which any word may be
    return [fit for fit in fits if sum(kind in fit.dataset.kinds for kind in named) * 2 > len(named)] if named else []


def _in_common(header: Sequence[str], wanted: Sequence[str]) -> float:
    """Columns in both, as a share of those in either; by their headers, since many a header fills a field of any dataset."""
    found, asked = ({columns.fold(text) for text in texts if text} for texts in (header, wanted))
    return len(found & asked) / len(found | asked) if found else 0.0


@dataclass(frozen=True)
class Reader:
    """Which cell of a row fills which field: (index of the cell, header as written, field) in the file's order."""

    dataset: Dataset
    cells: tuple[tuple[int, str, str], ...]
    unknown: tuple[str, ...]


def reader_for(dataset: Dataset, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Reader:
    """A reader for files of this header.

    `mapping` holds what somebody decided: {header: field}, or "" for a column to be left out. It goes before the table of
    columns, and its headers are folded like that table's.

    Raises:
        ValueError: the mapping names a field that the dataset does not have.
    """
    decided = {columns.fold(text): field for text, field in (mapping or {}).items()}
    wrong = sorted({field for field in decided.values() if field and field not in dataset.fields})
    if wrong:
        raise ValueError(
            gettext("「%(dataset)s」にない項目です：%(fields)s") % {"dataset": dataset.name, "fields": ", ".join(wrong)}
        )
    cells, unknown = [], []
    for index, text in enumerate(header):
        column = columns.find(text, dataset.scope)
        field = decided.get(columns.fold(text), column.field if column else None)
        if field:
            cells.append((index, text, field))
        elif text and field is None:
            unknown.append(text)
    return Reader(dataset, tuple(cells), tuple(unknown))
