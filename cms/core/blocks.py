"""The blocks an editor builds a page's body from. Each has a template in templates/core/blocks/ and a preview."""

from hashlib import sha256
from typing import Any, TypeVar

from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE_FEATURES = ["bold", "italic", "link"]

NO_ADDRESS = _(
    "アドレスとして読めませんでした。https:// で始まるアドレスだけを貼り付けてください（<iframe> などのコードは使えません）。"
)

Field = TypeVar("Field", blocks.CharBlock, blocks.URLBlock)


def asking(block: Field, **messages: str | Promise) -> Field:
    """The block, which says in these words what is wrong with what was entered; by the field's error codes."""
    block.field.error_messages.update(messages)
    return block


class HeadingBlock(blocks.StructBlock):
    """A heading of the second or third order; the first is the page's title."""

    text = asking(blocks.CharBlock(label=_("見出し"), max_length=100), required=_("見出しのことばを書いてください。"))
    level = blocks.ChoiceBlock(label=_("大きさ"), choices=[("2", _("大")), ("3", _("小"))], default="2")

    class Meta:
        icon = "title"
        label = _("見出し")
        template = "core/blocks/heading.html"
        description = _("章や節の題です。目次にも出ます。")
        preview_value = {"text": "申し込みの前に", "level": "2"}

    def get_searchable_content(self, value: Any) -> list[str]:
        """The words, without the name of their size."""
        return [str(value.get("text") or "")]


class TextBlock(blocks.RichTextBlock):
    """Prose with emphasis, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("文章")
        template = "core/blocks/text.html"
        description = _("段落、箇条書き、リンクのある文章です。")
        preview_value = "<p>まずは電話で、空いている日をたずねてください。</p><ul><li>母子健康手帳</li><li>着替え</li></ul>"


class PictureBlock(blocks.StructBlock):
    """A picture with the words for those who cannot see it."""

    image = ImageChooserBlock(label=_("画像"))
    alt = asking(
        blocks.CharBlock(
            label=_("画像の説明（代替テキスト）"),
            max_length=200,
            help_text=_("画像が見えない人に、何が写っているかを伝える文です。例：芝生で遊ぶ親子3組"),
        ),
        required=_("画像が見えない人のために、何が写っているかを書いてください。"),
    )
    caption = blocks.CharBlock(label=_("キャプション"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("写真・図")
        template = "core/blocks/picture.html"
        description = _("写真や図です。見えない人のための説明が必要です。")
        preview_template = "core/blocks/previews/picture.html"


class CalloutBlock(blocks.StructBlock):
    """Something that must not be overlooked."""

    tone = blocks.ChoiceBlock(
        label=_("種類"),
        choices=[("note", _("補足")), ("tip", _("ポイント")), ("urgent", _("緊急・注意"))],
        default="note",
    )
    heading = blocks.CharBlock(label=_("見出し"), required=False, max_length=60)
    text = blocks.RichTextBlock(label=_("文章"), features=[*INLINE_FEATURES, "ul"])

    class Meta:
        icon = "info-circle"
        label = _("囲み")
        template = "core/blocks/callout.html"
        description = _("見落としてほしくないことを囲みます。")
        preview_value = {"tone": "tip", "heading": "持ち物", "text": "<p>初めての日は保険証をお持ちください。</p>"}


class StepBlock(blocks.StructBlock):
    heading = asking(
        blocks.CharBlock(label=_("すること"), max_length=60),
        required=_("この手順ですることを書いてください。要らない手順は、ごみ箱のボタンで消せます。"),
    )
    text = blocks.RichTextBlock(label=_("説明"), features=[*INLINE_FEATURES, "ul"], required=False)


class StepsBlock(blocks.StructBlock):
    """A procedure, one step after another."""

    steps = blocks.ListBlock(StepBlock(), label=_("手順"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("手順")
        template = "core/blocks/steps.html"
        description = _("申し込みなどの手順を、順番に番号つきで示します。")
        preview_value = {
            "steps": [
                {"heading": "登録する", "text": "<p>窓口で用紙に記入します。</p>"},
                {"heading": "予約する", "text": "<p>利用日の3日前までに電話します。</p>"},
            ]
        }


class QuestionBlock(blocks.StructBlock):
    """One question and its answer."""

    question = asking(blocks.CharBlock(label=_("質問"), max_length=120), required=_("質問を書いてください。"))
    answer = blocks.RichTextBlock(label=_("答え"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("質問と答え")
        template = "core/blocks/question.html"
        description = _("よくある質問と、その答えです。")
        preview_value = {"question": "何歳から預けられますか？", "answer": "<p>生後6か月からです。</p>"}


class TableBlock(WagtailTableBlock):
    """A table with a caption and header cells.

    wagtail-localize leaves tables as they are. Here the words of each cell are translated: once, wherever they stand, so
    that a row that is added or moved costs no translation.
    """

    class Meta:
        icon = "table"
        label = _("表")
        template = "core/blocks/table.html"
        description = _("料金や時間の表です。題と見出しの行を付けてください。")
        preview_value = {
            "first_row_is_table_header": True,
            "first_col_is_header": False,
            "table_caption": "料金",
            "data": [["年齢", "1時間"], ["0歳", "700円"], ["1〜2歳", "500円"]],
        }

    def get_translatable_segments(self, value: dict[str, Any] | None) -> list[StringSegmentValue]:
        """The caption and the words of the cells, row by row (wagtail-localize's hook for blocks it does not know)."""
        return [StringSegmentValue(path, text) for path, text in _table_texts(value).items()]

    def restore_translated_segments(self, value: dict[str, Any], segments: list[StringSegmentValue]) -> dict[str, Any]:
        """The table with the words that are translated put in their places."""
        said = {segment.path: segment.render_text() for segment in segments}
        caption = value.get("table_caption") or ""
        return {
            **value,
            "table_caption": said.get(CAPTION, caption),
            "data": [[said.get(_cell_path(cell), cell) for cell in row] for row in value.get("data") or ()],
        }


CAPTION = "caption"


def table_cells(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """(path, text) of the caption and of each cell, row by row; what is said alike has the same path."""
    cells = [(_cell_path(cell), cell) for row in value.get("data") or () for cell in row]
    return [(CAPTION, value.get("table_caption") or ""), *cells]


def _table_texts(value: dict[str, Any] | None) -> dict[str, str]:
    """What there is to translate in a table, by its path; figures alone are the same in every language."""
    return {path: text for path, text in table_cells(value or {}) if isinstance(text, str) and any(map(str.isalpha, text))}


def _cell_path(cell: Any) -> str:
    return f"cell-{sha256(str(cell).encode()).hexdigest()[:16]}"


class PageLinksBlock(blocks.StructBlock):
    """Pages to read next."""

    heading = blocks.CharBlock(label=_("見出し"), required=False, max_length=60)
    pages = blocks.ListBlock(blocks.PageChooserBlock(), label=_("ページ"), min_num=1)

    class Meta:
        icon = "link"
        label = _("ページへのリンク")
        template = "core/blocks/page_links.html"
        description = _("あわせて読んでほしいページを並べます。")
        preview_template = "core/blocks/previews/page_links.html"


class DocumentsBlock(blocks.StructBlock):
    """Files to download."""

    heading = blocks.CharBlock(label=_("見出し"), required=False, max_length=60)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("資料"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("資料")
        template = "core/blocks/documents.html"
        description = _("申込書などのファイルを並べます。種類と大きさが表示されます。")
        preview_template = "core/blocks/previews/documents.html"


class EmbedBlock(blocks.StructBlock):
    """A video or another site's content. Loaded from the other host only when the reader asks for it."""

    # Not Wagtail's own block, which asks the other host about the address each time a page is saved.
    url = asking(
        blocks.URLBlock(
            label=_("アドレス（URL）"),
            max_length=500,
            validators=[URLValidator(schemes=["http", "https"], message=NO_ADDRESS)],
            help_text=_("動画などのページを開き、https:// で始まるアドレスをそのまま貼り付けます。"),
        ),
        required=_("動画などのアドレスを入れてください。"),
        invalid=NO_ADDRESS,
    )
    title = asking(
        blocks.CharBlock(label=_("題"), max_length=100, help_text=_("開くと何が見られるのかが分かる題です。")),
        required=_("何が見られるのか、題を書いてください。"),
    )

    class Meta:
        icon = "media"
        label = _("動画などの埋め込み")
        template = "core/blocks/embed.html"
        description = _("動画などです。読む人が押すまで、外のサイトへは接続しません。")
        preview_value = {"url": "https://video.example.jp/koen", "title": "公園あそびの紹介（3分）"}


class BodyBlock(blocks.StreamBlock):
    """Everything a page's body may be built of."""

    heading = HeadingBlock()
    text = TextBlock()
    picture = PictureBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    question = QuestionBlock()
    table = TableBlock()
    page_links = PageLinksBlock()
    documents = DocumentsBlock()
    embed = EmbedBlock()

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}


class BodyField(StreamField):
    """A body, whose migrations say nothing of its blocks: they are kept as JSON, and a word changed needs no migration."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        super().__init__(BodyBlock() if block_types is None else block_types, **kwargs)

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
