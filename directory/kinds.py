"""The kinds of place, in one table: what each is called, and the words by which the municipal standards mean it.

Pure data, without models, so that models, the import, the export, the API and the map all read the same table.
The standards' words are those of 推奨データセット (2017–22) and 自治体標準オープンデータセット (デジタル庁, 2022–): 種別 of
子育て施設一覧, 医療機関の種類 of 医療機関一覧; the support bases' are those of 地域子育て支援拠点事業 (児童福祉法 第6条の3第6項).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.ages import EVERY_AGE, SCHOOL_BEGINS, AgeRange

UNTIL_SCHOOL = AgeRange(None, SCHOOL_BEGINS - 1)
"""小学校就学の始期まで, as `cms.core.ages` counts it and as the import reads 就学前."""
MINORS = AgeRange(None, 18 * 12 - 1)
"""児童: 満18歳に満たない者 (児童福祉法 第4条)."""


@dataclass(frozen=True)
class Kind:
    """One kind of place.

    `words` are what a file's own column calls it, whole, the plainest first; `names` are the endings of a place's name that give
    it away, which is a guess. `schema_type` is a type of schema.org, `colour` the colour of its marker on the map.
    `ages` are those that the law says places of this name are for; a place is looked for by them only at an end that its own
    record leaves open. `takes_everyone`: all children of these ages, so that a place that says nothing of ages is not an unknown.
    """

    code: str
    name: str | Promise
    english: str
    schema_type: str
    colour: str
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ages: AgeRange = EVERY_AGE
    takes_everyone: bool = False


# An AED is something a facility has, not a place one goes to: its list brings facilities with the service "aed".
KINDS: tuple[Kind, ...] = (
    Kind("facility", _("施設"), "Facility", "CivicStructure", "blue", ("公共施設", "施設")),
    Kind("desk", _("相談窓口"), "Consultation desk", "GovernmentOffice", "cadetblue", ("相談窓口", "窓口", "相談室")),
    Kind(
        "clinic",
        _("診療所"),
        "Clinic",
        "MedicalClinic",
        "pink",
        ("診療所", "有床診療所", "無床診療所", "一般診療所", "歯科診療所", "歯科", "クリニック", "医院"),
    ),
    Kind("hospital", _("病院"), "Hospital", "Hospital", "red", ("病院", "地域医療支援病院", "特定機能病院")),
    Kind("circle", _("子育ての輪（サークル・グループ）"), "Circle", "Organization", "orange", ("サークル", "子育てサークル")),
    Kind(
        "park",
        _("公園"),
        "Park",
        "Park",
        "green",
        ("公園", "都市公園", "街区公園", "児童遊園"),
        ("公園", "児童遊園", "緑地"),
        takes_everyone=True,
    ),
    Kind(
        "nursery",
        _("保育所"),
        "Nursery",
        "ChildCare",
        "purple",
        (
            "保育所",
            "保育園",
            "公立保育所",
            "私立保育所",
            "公立保育園",
            "私立保育園",
            "認可公立保育所",
            "認可私立保育所",
            "認可保育所",
            "認可外保育所",
            "認可外保育施設",
            "認証保育所",
            "小規模保育",
            "小規模保育事業",
            "小規模保育事業所",
            "家庭的保育",
            "家庭的保育事業",
            "事業所内保育",
            "事業所内保育事業",
            "居宅訪問型保育事業",
            "企業主導型保育事業",
            "地域型保育事業",
        ),
        ("保育園", "保育所", "保育室"),
        UNTIL_SCHOOL,  # 児童福祉法 第39条: 乳児・幼児
    ),
    Kind(
        "kindergarten",
        _("幼稚園"),
        "Kindergarten",
        "Preschool",
        "darkpurple",
        ("幼稚園", "公立幼稚園", "私立幼稚園", "国立幼稚園"),
        ("幼稚園",),
        AgeRange(3 * 12, UNTIL_SCHOOL.maximum),  # 学校教育法 第26条: 満三歳から、小学校就学の始期に達するまでの幼児
    ),
    Kind(
        "kodomoen",
        _("認定こども園"),
        "Certified kodomoen",
        "Preschool",
        "darkpurple",
        (
            "認定こども園",
            "公立認定こども園",
            "私立認定こども園",
            "認定こども園（幼保連携型）",
            "認定こども園（幼稚園型）",
            "認定こども園（保育所型）",
            "認定こども園（地方裁量型）",
            "幼保連携型認定こども園",
            "幼稚園型認定こども園",
            "保育所型認定こども園",
            "地方裁量型認定こども園",
        ),
        ("こども園",),
        UNTIL_SCHOOL,  # 認定こども園法 第2条: 小学校就学の始期に達するまでの者
    ),
    Kind(
        "support_center",
        _("子育て支援拠点"),
        "Child-rearing support centre",
        "CivicStructure",
        "lightred",
        ("子育て支援拠点", "地域子育て支援拠点", "地域子育て支援拠点事業", "子育て支援センター", "子育てひろば", "つどいの広場"),
        ("子育て支援センター", "子育てひろば", "つどいの広場"),
        UNTIL_SCHOOL,  # 児童福祉法 第6条の3第6項: 乳児又は幼児及びその保護者
    ),
    Kind(
        "children_hall",
        _("児童館"),
        "Children's hall",
        "CivicStructure",
        "beige",
        ("児童館", "児童センター", "こども館"),
        ("児童館", "児童センター", "こども館", "子ども館"),
        MINORS,  # 児童福祉法 第40条
        takes_everyone=True,
    ),
    # No law: what 赤ちゃんの駅 means to whoever comes with a small child.
    Kind(
        "nursing_room",
        _("赤ちゃんの駅"),
        "Baby station",
        "Place",
        "lightblue",
        ("赤ちゃんの駅", "赤ちゃん・ふらっと"),
        ages=UNTIL_SCHOOL,
        takes_everyone=True,
    ),
    Kind(
        "library",
        _("図書館"),
        "Library",
        "Library",
        "darkblue",
        ("図書館", "図書室", "公立図書館"),
        ("図書館",),
        takes_everyone=True,
    ),
    Kind("shop", _("店舗"), "Shop", "Store", "gray", ("店舗", "小売業", "飲食店", "スーパーマーケット", "ドラッグストア")),
)
BY_CODE = {kind.code: kind for kind in KINDS}
