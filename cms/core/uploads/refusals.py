"""Why a file is not taken, in words for the volunteer who sent it: what happened, that nothing is lost, what to do."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOTHING_LOST = _("お手元のファイルはそのままです。")

REASONS = {
    "empty": (_("ファイルの中身が空でした。"), _("ファイルを開けるか確かめてから、もう一度選んでください。")),
    "too_large": (
        _("ファイルが大きすぎます（%(size)s）。送れるのは%(limit)sまでです。"),
        _("画質や大きさを下げて保存し直すか、分けて送ってください。"),
    ),
    "too_many_pixels": (
        _("画像の縦横が大きすぎます（%(width)d×%(height)d）。合計%(limit)d万画素までの画像を送れます。"),
        _("スマートフォンの写真編集などで小さくしてから、もう一度送ってください。"),
    ),
    "decompression_bomb": (
        _("画像の縦横が大きすぎて、開けませんでした。"),
        _("スマートフォンの写真編集などで小さくしてから、もう一度送ってください。"),
    ),
    "too_small": (
        _("画像が小さすぎます（%(width)d×%(height)d）。縦横とも%(limit)dピクセル以上が必要です。"),
        _("元の大きさの画像を選んでください。"),
    ),
    "too_narrow": (
        _("画像が細長すぎます（%(width)d×%(height)d）。"),
        _("必要なところを切り抜いてから、もう一度送ってください。"),
    ),
    "svg": (
        _("SVG形式の画像は、中にプログラムを入れられるため受け付けていません。"),
        _("PNG形式で書き出してから送ってください。"),
    ),
    "not_a_picture": (
        _("画像として読めないファイルでした。送れる画像はJPEG、PNG、WebP、GIF、HEIC、AVIFです。"),
        _("写真アプリで開けるか確かめ、JPEGで保存し直して送ってください。"),
    ),
    "broken_picture": (
        _("画像が途中で切れているか、壊れていました。"),
        _("写真アプリで開けるか確かめて、もう一度送ってください。撮った端末から送り直すとうまくいくことがあります。"),
    ),
    "picture_as_document": (
        _("これは写真や画像のファイルです。資料としては送れません。"),
        _("「画像」から送ってください。人が写っているときの同意も、そこで記録できます。"),
    ),
    "active_content": (
        _("開いた人のパソコンで動くプログラム（マクロ、スクリプトなど）が入っているため、受け付けられません。"),
        _("マクロなしの形式か、PDFで保存し直して送ってください。"),
    ),
    "old_office": (
        _("古い形式のOfficeファイル（.doc、.xls、.ppt）か、パスワードの付いたOfficeファイルです。"),
        _("パスワードを外し、新しい形式（.docx、.xlsx、.pptx）かPDFで保存し直して送ってください。"),
    ),
    "locked": (
        _("パスワードで保護されたファイルです。このままでは読む人が開けません。"),
        _("パスワードを外して保存し直してから、送ってください。"),
    ),
    "not_a_document": (
        _(
            "受け付けていない種類のファイルです。送れるのはPDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、OpenDocument、CSV、テキスト、予定表（.ics）です。"
        ),
        _("PDFで保存し直して送ってください。"),
    ),
    "broken_document": (
        _("ファイルが途中で切れているか、壊れていました。"),
        _("ファイルを開けるか確かめ、保存し直してから送ってください。"),
    ),
}


def refusal(code: str, **figures: object) -> ValidationError:
    """The error for one of REASONS. A form shows its words; `code` tells a program which it is."""
    happened, remedy = REASONS[code]
    return ValidationError(f"{happened % figures if figures else happened}{NOTHING_LOST}{remedy}", code=code)
