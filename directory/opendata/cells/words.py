"""Words out of a list that is known: yes and no, services, departments, kinds of place."""

import re
from collections.abc import Collection

from django.utils import translation

from directory import kinds, vocabularies
from directory.opendata.cells.doubts import Doubt, Reading, doubt
from directory.opendata.cells.text import flat, read_list, read_text

_YES = "有 あり 有り 可 可能 ○ 〇 ◯ ● ◎ 1 true yes y はい 対応 対応可 実施 利用可 設置"
YES = frozenset(_YES.split())
_NO = "無 なし 無し 不可 × ✕ ✖ 0 false no n いいえ 非対応 対応不可 未実施 利用不可 未設置 - ー"
NO = frozenset(_NO.split())

SERVICES: dict[str, tuple[str, ...]] = {
    "temporary_care": ("一時預かり", "一時保育"),
    "sick_child_care": ("病児保育", "病後児保育", "病児・病後児保育"),
    "extended_care": ("延長保育",),
    "nursing_room": ("授乳",),
    "diaper_changing": ("おむつ替え", "オムツ替え", "おむつ交換", "オムツ交換", "おむつがえ"),
    "stroller": ("ベビーカー",),
    "consultation": ("相談",),
    "toilet": ("トイレ",),
    "multipurpose_toilet": ("多機能トイレ", "多目的トイレ", "身障者用トイレ", "バリアフリートイレ", "車椅子使用者用トイレ"),
    "parking": ("駐車",),
    "playground": ("遊具",),
    "hot_water": ("ミルク用のお湯", "調乳", "お湯"),
    "aed": ("AED",),
    "aed_for_children": ("小児対応",),
}
"""The services a place may offer, by their codes, with the words by which a list of offers means them."""

# 医療法施行令 第3条の2: the departments that may be named by themselves, those that combine a part of the body or an illness with
# 内科 or 外科, and those that were allowed until 2008 and may still stand on a sign.
_ALONE = """
内科 外科 精神科 心療内科 アレルギー科 リウマチ科 小児科 皮膚科 泌尿器科 産婦人科 産科 婦人科 眼科 耳鼻咽喉科
リハビリテーション科 放射線科 放射線診断科 放射線治療科 病理診断科 臨床検査科 救急科 麻酔科 整形外科 脳神経外科
形成外科 美容外科 美容皮膚科 歯科 小児歯科 矯正歯科 歯科口腔外科 小児外科 小児皮膚科 小児眼科 小児耳鼻咽喉科
小児泌尿器科 児童精神科 老年精神科 気管食道・耳鼻咽喉科
神経科 神経内科 呼吸器科 消化器科 胃腸科 循環器科 皮膚泌尿器科 性病科 肛門科 気管食道科 理学診療科
"""
DEPARTMENTS = frozenset(_ALONE.split())
_PARTS = """
呼吸器 循環器 消化器 心臓血管 心血管 心臓 血管 腎臓 脳神経 脳 神経 血液 内分泌 脂質代謝 代謝 糖尿病 内視鏡 人工透析
透析 感染症 胃腸 肝臓 胆のう 膵臓 食道 胃 大腸 気管食道 気管支 気管 肺 胸部 腹部 乳腺 甲状腺 肛門 頭頸部 移植 腫瘍
がん 老年 女性 男性 小児 新生児 思春期 漢方 疼痛緩和 緩和ケア ペインクリニック アレルギー リウマチ 化学療法 性感染症
生活習慣病 関節 脊椎 整形 形成 美容
"""
COMBINED = re.compile(rf"(?:(?:{'|'.join(_PARTS.split())})・?)++(?:内科|外科|皮膚科|泌尿器科|眼科|婦人科|精神科|放射線科)")
SPELLINGS = {
    "こう門": "肛門",
    "ひ尿器": "泌尿器",
    "ひにょうき": "泌尿器",
    "耳鼻いんこう科": "耳鼻咽喉科",
    "耳鼻咽頭科": "耳鼻咽喉科",
    "耳鼻科": "耳鼻咽喉科",
    "リハビリ科": "リハビリテーション科",
    "歯科口くう外科": "歯科口腔外科",
    "口腔外科": "歯科口腔外科",
    "すい臓": "膵臓",
    "じん臓": "腎臓",
    "一般歯科": "歯科",
    "歯科一般": "歯科",
    "一般内科": "内科",
    "一般外科": "外科",
    "リュウマチ": "リウマチ",
    "脳内科": "脳神経内科",
}


def read_answer(text: str) -> Reading[bool | None]:
    """有 or 無, as many as there are ways to say it; None where it says neither."""
    raw = flat(text).casefold()
    if not raw:
        return Reading(None)
    if raw in YES or raw in NO:
        return Reading(raw in YES)
    return Reading(None, (doubt("answer_unread", text),))


def services_in(text: str) -> set[str]:
    """The services that a free text speaks of, save those it says are not there."""
    spelt = read_text(text).value.replace("ﾄｲﾚ", "トイレ")
    found = set()
    for code, words in SERVICES.items():
        if any(word in spelt and not re.search(rf"{re.escape(word)}[^、。;\s]{{0,4}}(?:なし|無し|無$)", spelt) for word in words):
            found.add(code)
    return found


def read_services(text: str) -> Reading[set[str]]:
    """The services of a list of their names, as the export writes it."""
    reading = read_list(text, weak="")
    codes = {name: code for code, name in service_names().items()}
    unknown = [word for word in reading.value if word not in codes]
    return Reading(
        {codes[word] for word in reading.value if word in codes}, tuple(doubt("service_unknown", word) for word in unknown)
    )


def service_names() -> dict[str, str]:
    """What each service is called in a file, whoever reads or writes it."""
    with translation.override("ja"):
        return {code: str(name) for code, name in vocabularies.SERVICES.items()}


def read_departments(text: str) -> Reading[list[str]]:
    """診療科目 as the law names them, in the order of the cell and each once; what it does not name stays as written."""
    reading = read_list(text)
    pieces = reading.value
    doubts: list[Doubt] = list(reading.doubts)
    if any(not piece.endswith(("科", ")", "）")) for piece in pieces) and "separator" in reading.codes:
        whole = read_list(text, weak="")  # a ・ within a name, not between names: 糖尿病・代謝内科
        if len(whole.value) < len(pieces):
            pieces, doubts = whole.value, list(whole.doubts)
    names = []
    for piece in pieces:
        name = re.sub(r"\s", "", piece)
        for written, right in SPELLINGS.items():
            if name != right and (name == written or written in {"こう門", "ひ尿器", "すい臓", "じん臓", "リュウマチ"}):
                name = name.replace(written, right)
        if name != piece:
            doubts.append(doubt("department_spelling", piece, name))
        if name not in DEPARTMENTS and not COMBINED.fullmatch(name):
            doubts.append(doubt("department_unknown", piece))
        names.append(name)
    return Reading(list(dict.fromkeys(names)), tuple(doubts))


def read_kind(text: str, name: str, usual: str, listed: Collection[str] = ()) -> Reading[str]:
    """The code of a kind (`directory.kinds`), from the standard's word; without one, from the end of the name; else `usual`.

    Of a list in which places of several kinds stand (`listed`), `usual` is doubted where neither says so.
    """
    word = _folded(text)
    told = _kind_of(word) if word else None
    if told:
        return Reading(told.code)
    if word and usual != "facility":  # anything may be a facility, whatever a city calls it
        return Reading(usual, (doubt("category_unknown", text, kinds.BY_CODE[usual].name),))
    bare = re.sub(r"[(（].*?[)）]|\s", "", name)
    named = next((kind for kind in kinds.KINDS if bare.endswith(kind.names)), None)
    if named and named.code != usual:
        return Reading(named.code, (doubt("kind_from_name", name, named.name),))
    if not named and usual != "facility" and len(listed) > 1:
        return Reading(usual, (doubt("kind_from_list", name, kinds.BY_CODE[usual].name),))
    return Reading(usual)


def _kind_of(word: str) -> kinds.Kind | None:
    """The kind that a word means as it is, or else one whose word it holds."""
    known = [(kind, _folded(text)) for kind in kinds.KINDS for text in kind.words]
    return next(
        (kind for kind, text in known if text == word),
        next((kind for kind, text in known if len(text) > 2 and text in word), None),
    )


def _folded(word: str) -> str:
    return re.sub(r"[\s()（）]", "", flat(word))
