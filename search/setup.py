"""The search's steps of `manage.py setup`: synonyms to begin with, and an index of what no one has saved since it has one."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from modelsearch.index import get_indexed_models
from wagtail.models import Page

from cms.core.setup import Setup
from search.backends.base import DatabaseIndex
from search.models import IndexedObject, SynonymGroup
from search.services import BATCH, batches

STARTERS = (
    # Names that stand for the same thing.
    "ファミサポ＝ファミリー・サポート・センター＝ファミリーサポート",
    "保育園＝保育所",
    "一時預かり＝一時保育",
    "学童＝学童保育＝放課後児童クラブ",
    "病児保育＝病後児保育",
    "ベビーシッター＝居宅訪問型保育",
    "保育ママ＝家庭的保育",
    "子育てひろば＝親子ひろば＝つどいの広場",
    "児童館＝児童センター",
    "予防接種＝予防注射＝ワクチン＝注射",
    "健診＝健康診査＝健康診断",
    "休日診療＝休日診療所＝休日当番医",
    "母子手帳＝母子健康手帳＝親子手帳",
    "両親学級＝母親学級＝パパママ教室",
    "児童手当＝子ども手当",
    "産婦人科＝産科＝婦人科",
    "社協＝社会福祉協議会",
    "助成金＝補助金",
    "フードバンク＝フードパントリー＝食料支援",
    # Words that people use for one another.
    "赤ちゃん＝乳児",
    "妊婦＝プレママ＝マタニティ",
    "ママ＝お母さん＝母親",
    "パパ＝お父さん＝父親",
    "双子＝多胎",
    "おむつ＝おしめ",
    "ベビーカー＝バギー",
    "授乳室＝授乳スペース",
    "読み聞かせ＝おはなし会",
    "イヤイヤ期＝反抗期",
    "入園＝入所",
    "入学＝就学",
    # Who asks for the one is helped by the other; not the other way round.
    "幼稚園→認定こども園",
    "こども病院→小児科",
    "シングルマザー＝シングルファザー＝母子家庭＝父子家庭→ひとり親",
    "発達障害→療育、発達相談",
    "虐待→児童相談所",
    "不登校→フリースクール、教育相談",
    "引っ越し→転入、転出",
    "夜泣き→寝かしつけ",
    "赤ちゃんのごはん→離乳食",
    "外遊び→公園、プレーパーク",
    "中高生＝思春期→中学生、高校生",
    "イベント＝行事＝催し＝催し物→講演会、講座、読み聞かせ、プレーパーク",
    "医者＝お医者さん→病院、クリニック、小児科",
    "病院→クリニック、医院、診療所",
    "急患＝急病→救急",
    "当番医→救急、休日診療",
    "産院＝お産→産婦人科、出産、産後ケア",
    "料金＝値段＝費用＝利用料＝いくら→円",
    "送迎＝送り迎え→お迎え、ファミリー・サポート・センター",
    "シッター＝ベビーシッター→一時預かり、ファミリー・サポート・センター",
    "預け先＝預ける→一時預かり、保育園、ファミリー・サポート・センター",
    "保活＝待機児童→保育園",
    "障害＝障碍＝自閉症＝ADHD＝療育→発達",
    "母乳＝ミルク＝断乳＝卒乳＝おっぱい→授乳、離乳食",
    "偏食＝好き嫌い＝ベビーフード＝食事→離乳食",
    "救命講習＝応急救護＝心肺蘇生＝AED→応急手当",
    "児童相談所＝児相→虐待、子ども家庭支援センター",
    "いじめ＝フリースクール→教育相談、不登校",
    "悩み＝悩む＝困りごと→相談",
    "疲れた＝つらい＝しんどい＝ワンオペ→休む、一時預かり、産後ケア、孤育て",
    "睡眠＝寝ない＝眠れない→夜泣き、眠る",
    "つわり→妊娠",
    "ひきつけ→けいれん",
    "熱＝発熱＝熱が出た→急病",
    "補助金＝助成金→助成",
    "落葉＝落ち葉",
    "首すわり→首がすわる",
    "歯みがき＝歯磨き＝虫歯→歯",
    "お迎え＝迎え",
    "東京学芸大学＝東京学芸大＝学芸大",
    "泥遊び＝泥んこ→水たまり、プレーパーク",
    "外国人＝外国籍→外国",
    "地図＝マップ＝map",
    "ボランティア＝volunteer",
    "ママ友＝パパ友＝友だち作り→子育てひろば",
    "お金＝手当＝給付金→児童手当、助成",
    # The same for those who read English.
    "daycare＝day care＝day nursery→nursery",
    "crèche＝childcare＝child care→nursery、temporary care",
    "kindergarten＝kinder garten＝preschool",
    "babysitter＝baby sitter＝childminder＝nanny→temporary care、Family Support Centre",
    "vaccination＝vaccine＝immunization＝immunisation＝shots＝jab",
    "check-up＝checkup＝health check＝screening",
    "diaper＝nappy",
    "nappy change＝diaper＝nappy→changing table",
    "stroller＝pram＝pushchair＝buggy＝baby carriage",
    "playground→park",
    "sandbox＝sandpit",
    "foreigner＝immigrant＝expat→abroad",
    "weaning＝baby food＝solids→solid food",
    "volunteering→volunteer",
    "choking＝fit＝seizure→first aid",
    "after school＝afterschool＝after-school",
    "speech＝speech delay＝talking late→language",
    "potty＝potty training＝toilet training→toilet",
    "pediatrics＝paediatrics＝pediatrician＝paediatrician",
    "obstetrics＝gynecology＝gynaecology＝gynecologist＝gynaecologist＝obstetrician",
    "postnatal＝postpartum",
    "ambulance＝urgent→emergency",
    "storytime＝story time→read aloud",
    "breastfeeding＝breast feeding＝formula→nursing",
    "playgroup＝play group→Parents' Square",
    "organization＝organisation",
    "center＝centre",
    "counseling＝counselling→advice",
    "tantrum→feelings",
    "twin＝triplet＝multiples",
    "fee＝price＝cost→yen",
    "fever＝sick＝ill→illness",
    "bully＝bullying",
    "lonely＝alone",
)


def synonyms(setup: Setup) -> None:
    """Each group once: what people changed or deleted since stays so, and what they wrote before is left alone."""
    added = 0
    for text in STARTERS:
        if setup.once(f"synonyms:{text.partition('→')[0].partition('＝')[0]}"):
            group = group_of(text)
            try:
                group.full_clean()
            except ValidationError:
                continue  # one of its words has a group already
            group.save()
            added += 1
    if added:
        setup.say(f"検索の同義語を加えました：{added}組")


def objects(setup: Setup) -> None:
    """Rows of a model that Wagtail's own search has just begun to find. What is saved from now on is indexed by itself."""
    for model in get_indexed_models():
        if issubclass(model, Page):
            continue  # always were
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        if IndexedObject.objects.filter(content_type=content_type).exists():
            continue
        added = 0
        for batch in batches(model.get_indexed_objects().order_by("pk").iterator(BATCH)):
            DatabaseIndex(None).add_items(model, batch)
            added += len(batch)
        if added:
            setup.say(f"管理画面の検索に加えました：{model._meta.verbose_name}{added}件")


def group_of(text: str) -> SynonymGroup:
    """A group as it is written above: words joined by ＝, and after → what is looked for as well, separated by 、."""
    words, _arrow, targets = text.partition("→")
    return SynonymGroup(
        words="\n".join(words.split("＝")),
        targets="\n".join(filter(None, targets.split("、"))),
        direction=SynonymGroup.Direction.ONE_WAY if targets else SynonymGroup.Direction.TWO_WAY,
    )
