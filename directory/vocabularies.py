"""What a place may offer, in tables: code → what people call it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

SERVICES: Final[Words] = {
    "temporary_care": _("一時預かり"),
    "sick_child_care": _("病児・病後児保育"),
    "extended_care": _("延長保育"),
    "after_school": _("放課後の居場所"),
    "consultation": _("子育て相談"),
    "nursing_room": _("授乳室"),
    "diaper_changing": _("おむつ替え台"),
    "hot_water": _("調乳用のお湯"),
    "stroller": _("ベビーカーで入れる"),
    "kids_space": _("遊ぶ場所（室内）"),
    "playground": _("遊具"),
    "toilet": _("トイレ"),
    "multipurpose_toilet": _("多目的トイレ"),
    "parking": _("駐車場"),
    "eating": _("飲食できる"),
    "aed": _("AED"),
    "aed_for_children": _("小児対応のAED"),
}

ACCESSIBILITY: Final[Words] = {
    "step_free": _("段差がない"),
    "ramp": _("スロープ"),
    "elevator": _("エレベーター"),
    "wheelchair_toilet": _("車いすで使えるトイレ"),
    "wheelchair_loan": _("車いすの貸し出し"),
    "disabled_parking": _("車いす使用者用の駐車場"),
    "ostomate": _("オストメイト対応トイレ"),
    "braille": _("点字の案内"),
    "sign_language": _("手話で話せる"),
    "writing": _("筆談できる"),
    "assistance_dog": _("補助犬と入れる"),
}

LANGUAGES: Final[Words] = {
    "easy_ja": _("やさしい日本語"),
    "en": _("英語"),
    "zh": _("中国語"),
    "ko": _("韓国語・朝鮮語"),
    "vi": _("ベトナム語"),
    "ne": _("ネパール語"),
    "tl": _("タガログ語"),
    "pt": _("ポルトガル語"),
    "es": _("スペイン語"),
    "id": _("インドネシア語"),
    "th": _("タイ語"),
    "my": _("ミャンマー語"),
    "fr": _("フランス語"),
    "ru": _("ロシア語"),
    "uk": _("ウクライナ語"),
    "interpreter": _("通訳を頼める"),
}

# The names under which a hospital may advertise (医療法施行令第3条の2), as far as children and parents ask for them.
DEPARTMENTS: Final[Words] = {
    "小児科": _("小児科"),
    "内科": _("内科"),
    "外科": _("外科"),
    "小児外科": _("小児外科"),
    "産婦人科": _("産婦人科"),
    "産科": _("産科"),
    "婦人科": _("婦人科"),
    "耳鼻咽喉科": _("耳鼻咽喉科"),
    "眼科": _("眼科"),
    "皮膚科": _("皮膚科"),
    "整形外科": _("整形外科"),
    "アレルギー科": _("アレルギー科"),
    "歯科": _("歯科"),
    "小児歯科": _("小児歯科"),
    "矯正歯科": _("矯正歯科"),
    "歯科口腔外科": _("歯科口腔外科"),
    "心療内科": _("心療内科"),
    "精神科": _("精神科"),
    "児童精神科": _("児童精神科"),
    "泌尿器科": _("泌尿器科"),
    "脳神経外科": _("脳神経外科"),
    "脳神経内科": _("脳神経内科"),
    "形成外科": _("形成外科"),
    "呼吸器内科": _("呼吸器内科"),
    "消化器内科": _("消化器内科"),
    "循環器内科": _("循環器内科"),
    "救急科": _("救急科"),
    "リハビリテーション科": _("リハビリテーション科"),
    "放射線科": _("放射線科"),
    "麻酔科": _("麻酔科"),
}

# What a support programme is about, as a parent would shelve it.
THEMES: Final[Words] = {
    "money": _("手当・助成（お金）"),
    "pregnancy": _("妊娠・出産"),
    "health": _("健診・予防接種・医療"),
    "care": _("預ける・保育"),
    "play": _("遊び・学び・交流"),
    "consultation": _("相談・訪問"),
    "single_parent": _("ひとり親"),
    "disability": _("障害・発達"),
}
