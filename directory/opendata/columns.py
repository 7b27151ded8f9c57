"""The columns of the standards, the names they go by, and the field that each of them fills.

Sources: 推奨データセット (内閣官房 2017–22; the definitions published as FIWARE data models) and 自治体標準オープンデータセット
(デジタル庁, データセット定義書; the columns as the files of Kumamoto, Yaizu and Maizuru have them); and the lists that Yaizu
makes of its own (parks, baby stations, childcare support centres).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

DASHES = "―‐‑‒–—−－-─ｰ"
"""What stands for ー in a header or a reading where a keyboard, or a machine, took one dash for another."""


@dataclass(frozen=True)
class Column:
    """A column by its name in the current standard, the field it fills, and its names elsewhere."""

    name: str
    field: str
    variants: tuple[str, ...] = ()


def fold(header: str) -> str:
    """A header in one spelling: width, case, dashes, spaces, brackets, underscores and a number in front make no difference."""
    text = unicodedata.normalize("NFKC", header).casefold()
    text = text.translate(dict.fromkeys(map(ord, DASHES), "ー"))
    text = re.sub(r"^\s*\d+\s*[.:、]\s*", "", text)
    return re.sub(r"[\s_*※()\[\]{}【】「」『』〔〕<>〈〉《》・]", "", text)


# Whose row it is, and where: the same in every dataset.
ORIGIN = (
    Column(
        "全国地方公共団体コード",
        "city_code",
        ("都道府県コード又は市区町村コード", "市区町村コード", "自治体コード", "都道府県コード", "団体コード"),
    ),
    Column("ID", "number", ("NO", "No.", "番号", "施設ID", "施設番号", "管理番号", "識別番号", "通し番号", "レコード番号")),
    Column("地方公共団体名", "authority"),
    Column("都道府県名", "prefecture_name"),
    Column("市区町村名", "city_name", ("市名", "市町村", "市町村名")),
    Column("所在地_全国地方公共団体コード", "place_city_code", ("所在地_自治体コード",)),
    Column("町字ID", "town_id"),
    Column(
        "所在地_連結表記",
        "address",
        ("所在地_連結標記", "住所", "所在地", "住所（番地まで）", "施設所在地", "施設住所", "設置場所住所", "所在地住所"),
    ),
    Column("所在地_都道府県", "prefecture"),
    Column("所在地_市区町村", "city"),
    Column("所在地_町字", "town"),
    Column("所在地_番地以下", "street"),
    Column("建物名等(方書)", "building", ("方書", "建物名等", "建物名", "建物名・方書", "住所（方書）")),
    Column("緯度", "latitude", ("latitude", "lat", "緯度（北緯）", "Y座標")),
    Column("経度", "longitude", ("longitude", "lon", "lng", "経度（東経）", "X座標")),
    Column("高度の種別", "altitude_kind"),
    Column("高度の値", "altitude"),
    Column("郵便番号", "postal_code"),
    Column("アクセス方法", "access", ("アクセス", "交通アクセス", "最寄り駅")),
    Column("駐車場情報", "parking", ("駐車場", "駐車場詳細", "駐車場の有無")),
    Column("駐輪場情報", "bicycle_parking"),
    Column("駐車場料金", "parking_fee"),
    Column("授乳室", "has_nursing_room", ("授乳室の有無", "授乳スペース")),
    Column("おむつ替えコーナー", "has_diaper_changing", ("おむつ替えコーナーの有無", "おむつ交換台", "おむつ替え台")),
    Column("飲食可否", "eating"),
    Column("ベビーカー貸出", "has_stroller_rental"),
    Column("ベビーカー利用", "has_stroller"),
    Column("画像", "images", ("画像1", "画像2", "写真", *(f"写真{n}" for n in range(1, 31)))),
    Column("画像_ライセンス", "image_licence", ("画像1_ライセンス", "画像2_ライセンス")),
    Column("備考", "remark", ("備考欄", "その他")),
)

PLACE = (
    *ORIGIN,
    Column(
        "名称",
        "name",
        ("施設名", "施設名称", "施設の名称", "登録施設名", "公園名", "公園名称", "名前", "医療機関名", "医療機関名称", "園名"),
    ),
    Column("名称_カナ", "kana", ("フリガナ", "ふりがな", "施設名_カナ", "施設名称_カナ", "公園名_カナ", "名称カナ", "読み")),
    Column("名称_通称", "common_name", ("通称", "愛称")),
    Column("名称_英語", "name_en", ("名称_英字", "施設名_英語", "英語名称")),
    Column("種別", "category", ("施設種別", "施設区分", "区分", "業種", "分類", "医療機関の種類", "施設の種類", "公園種別")),
    Column("POIコード", "poi_code"),
    Column("電話番号", "phones", ("電話", "TEL", "施設電話番号", "連絡先電話番号", "代表電話番号", "問い合わせ先電話番号")),
    Column("内線番号", "extension", ("内線",)),
    Column("FAX番号", "fax", ("FAX", "ファックス番号", "ファクス番号")),
    Column("連絡先メールアドレス", "email", ("メールアドレス", "E-mail", "電子メール")),
    Column("連絡先FormURL", "form_url", ("連絡先フォームURL", "問い合わせフォーム")),
    Column("連絡先備考（その他、SNSなど）", "contact_note", ("連絡先備考",)),
    Column("URL", "url", ("ホームページ", "HP", "ホームページアドレス", "公園HPアドレス", "ウェブサイト", "WebサイトURL")),
    Column("法人番号", "corporate_number"),
    Column("団体名", "operator_name", ("法人の名称", "運営主体", "設置者", "運営法人", "設置主体", "管理者名", "運営者")),
    Column("認可等年月日", "established_on", ("許可等年月日", "認可年月日", "設置年月日", "開設年月日", "設立年月日")),
    Column("供用開始年", "established_year", ("開設年",)),
    Column("収容定員", "capacity", ("定員", "利用定員", "認可定員")),
    Column("受入年齢", "ages", ("対象年齢", "受入可能年齢", "入所年齢", "保育年齢")),
    Column("利用可能曜日", "hours_days", ("診療曜日", "開館日", "開所曜日")),
    Column("開始時間", "hours_opens", ("診療開始時間", "利用開始時間", "開館時刻", "開所時間_開始")),
    Column("終了時間", "hours_closes", ("診療終了時間", "利用終了時間", "閉館時刻", "開所時間_終了")),
    Column(
        "利用可能日時特記事項",
        "hours_remark",
        ("診療日時特記事項", "利用可能日時特記", "利用可能時間特記事項", "利用可能曜日特記事項"),
    ),
    Column("提供時間", "hours_free", ("開館時間", "診療時間", "営業時間", "開所時間", "受付時間", "利用時間")),
    Column("定休日", "hours_closed", ("休館日", "休診日", "休業日", "休園日", "休所日")),
    Column("説明", "note", ("施設概要", "公園紹介文", "紹介文", "概要")),
    Column("提供サービス", "offers", ("提供内容", "実施事業", "実施サービス")),
    Column("提供内容備考", "offers_note"),
    Column("バリアフリー情報", "accessibility", ("バリアフリー",)),
    Column("外国語対応", "languages", ("対応言語",)),
    Column("料金", "fees", ("利用料金", "利用料", "使用料")),
    Column("一時預かりの有無", "has_temporary_care", ("一時預かり", "一時保育")),
    Column("子供預かり料金種別", "care_fee_kind"),
    Column("子供預かり料金", "care_fee"),
    Column("子供預かり料金備考", "care_fee_note"),
    Column("子供預かり開所時間", "care_opens"),
    Column("子供預かり閉所時間", "care_closes"),
    Column("病児保育の有無", "has_sick_child_care", ("病児保育", "病児・病後児保育", "病後児保育の有無")),
    Column("延長保育の有無", "has_extended_care", ("延長保育",)),
    Column("育児相談の有無", "has_consultation", ("育児相談", "子育て相談")),
    Column("医療機関コード", "medical_code"),
    Column("時間外における対応", "after_hours", ("時間外対応",)),
    Column("診療科目", "departments", ("診療科", "標榜診療科", "標榜科目")),
    Column("病床数", "beds", ("許可病床数",)),
    Column("状況", "status"),
    Column("災害拠点分類", "disaster_base"),
    Column("設置位置", "installed_at", ("設置場所", "設置場所詳細")),
    Column("小児対応設備の有無", "has_aed_for_children", ("小児対応機器設備の有無", "小児対応")),
    Column("外部利用不可", "no_outside_use"),
    Column("トイレ詳細", "toilets", ("トイレ", "トイレの有無")),
    Column("施設等", "equipment"),
    Column("設置遊具", "playground", ("遊具",)),
    Column("面積（㎡）", "area_m2", ("面積", "敷地面積")),
    Column("焼津市OpenPhoto写真", "photo_numbers"),
    Column("サービスと設備", "services_listed"),
    Column("正確な値（JSON）", "exact"),
)

EVENT = (
    *ORIGIN,
    Column("イベント名", "title", ("名称", "行事名", "催し名", "タイトル", "講座名")),
    Column("イベント名_カナ", "kana", ("名称_カナ",)),
    Column("イベント名_英語", "title_en", ("イベント名_英字", "名称_英語")),
    Column("イベント通称", "common_name"),
    Column("サブタイトル", "subtitle"),
    Column("法人番号", "corporate_number"),
    Column("言語コード", "language"),
    Column("コンテンツURL", "content_url"),
    Column("URL", "url", ("ホームページ",)),
    Column("状態", "status"),
    Column("キーワード", "keywords"),
    Column("タグ", "tags"),
    Column("対象となる産業", "industry"),
    Column("開催パターン", "pattern"),
    Column("開始日", "starts_on", ("開催日", "開催開始日")),
    Column("終了日", "ends_on", ("開催終了日",)),
    Column("開始時間", "starts_at", ("開始時刻", "開催時間")),
    Column("終了時間", "ends_at", ("終了時刻",)),
    Column("開始日時特記事項", "hours_remark", ("開催日時特記事項",)),
    Column("所要時間", "duration"),
    Column("掲載開始日", "listed_from"),
    Column("掲載終了日", "listed_until"),
    Column("概要", "summary"),
    Column("説明", "description", ("内容", "イベント内容")),
    Column("サブイベント", "sub_events"),
    Column("イベント種類", "category", ("種別",)),
    Column("イベントジャンル", "genre"),
    Column("料金(基本)", "fee_amount"),
    Column("料金(詳細)", "fee", ("料金", "参加費")),
    Column("料金種別", "fee_kind"),
    Column("決済種別", "payment"),
    Column("連絡先名称", "contact_name", ("問い合わせ先", "連絡先")),
    Column("連絡先電話番号", "contact_phones", ("電話番号", "問い合わせ先電話番号")),
    Column("連絡先内線番号", "extension", ("内線番号",)),
    Column("連絡先メールアドレス", "contact_email", ("メールアドレス",)),
    Column("連絡先FormURL", "contact_form_url"),
    Column("主催者", "organiser", ("主催",)),
    Column("共催団体", "co_organisers", ("共催",)),
    Column("関連組織", "related_organisations"),
    Column("対象者", "target", ("対象",)),
    Column("対象者備考", "target_note"),
    Column("対象年齢", "ages"),
    Column("場所名称", "place_name", ("会場", "開催場所", "会場名")),
    Column("集合（受付）場所", "meeting_point"),
    Column("Web開催", "online"),
    Column("Web開催URL", "online_url"),
    Column("ツール・環境", "online_tools"),
    Column("定員", "capacity"),
    Column("定員備考", "capacity_note"),
    Column("外国語対応", "languages"),
    Column("外国語対応備考", "languages_note"),
    Column("開催条件", "conditions"),
    Column("参加申込終了日", "apply_until"),
    Column("参加申込終了時間", "apply_until_time"),
    Column("参加申込方法", "apply", ("申込方法", "申し込み方法")),
    Column("申込開始日", "apply_from"),
    Column("申込開始時刻", "apply_from_time"),
    Column("申込URL", "apply_url"),
    Column("正確な値（JSON）", "exact"),
)


def _by_header(columns: Iterable[Column]) -> dict[str, Column]:
    return {fold(header): column for column in columns for header in (column.name, *column.variants)}


COLUMNS = {"place": PLACE, "event": EVENT}
SCOPES = {"place": _by_header(PLACE), "event": _by_header(EVENT)}
"""The columns by their folded headers, for datasets of places and of events, where 名称 is another thing."""
FIELDS = {scope: frozenset(column.field for column in by_header.values()) for scope, by_header in SCOPES.items()}


def find(header: str, scope: str) -> Column | None:
    """The column that a header means, however it is written."""
    return SCOPES[scope].get(fold(header))


def count_known(cells: Iterable[str]) -> int:
    """How many of the cells of a line are names of columns, each counted once."""
    folded = {fold(cell) for cell in cells if cell and len(cell) < 40}
    return sum(any(name in by_header for by_header in SCOPES.values()) for name in folded)
