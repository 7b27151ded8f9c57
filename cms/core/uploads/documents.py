"""Documents, checked: told apart by content, never by name; what could run is refused, who wrote them is taken out."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename

from cms.core.uploads.pdf import clean_pdf
from cms.core.uploads.refusals import refusal

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 10_000
STEM_LENGTH = 60
"""Characters of a file's name that are kept: 180 bytes of Japanese, within what file systems take."""

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
CORE_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
APP_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM_PROPERTIES = APP_PROPERTIES.replace("extended-properties", "custom-properties")
OPEN_META = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>'
)


@dataclass(frozen=True)
class Package:
    """A kind of zipped document: how it says what it is, what in it could run, and who-made-it parts with what they become."""

    extension: str
    active: tuple[str, ...]
    blanked: dict[str, str] = field(default_factory=dict)


# ECMA-376 part 2 (packages); macros live in vbaProject.bin, controls in activeX/, packaged programs in oleObject*.bin.
OFFICE_ACTIVE = (r"vbaProject", r"/activeX/", r"/embeddings/.*\.bin$", r"/macrosheets/", r"/customUI")
OFFICE_BLANKED = {
    "docProps/core.xml": CORE_PROPERTIES,
    "docProps/app.xml": APP_PROPERTIES,
    "docProps/custom.xml": CUSTOM_PROPERTIES,
}
OFFICE_MAIN = {
    f"{OFFICE}.wordprocessingml.document.main+xml": "docx",
    f"{OFFICE}.spreadsheetml.sheet.main+xml": "xlsx",
    f"{OFFICE}.presentationml.presentation.main+xml": "pptx",
}
# OASIS OpenDocument 1.3 part 2 (packages); macros live in Basic/ and Scripts/.
OPEN_ACTIVE = (r"^Basic/", r"^Scripts/", r"^Dialogs/")
OPEN_TYPES = {f"{OPEN_DOCUMENT}.text": "odt", f"{OPEN_DOCUMENT}.spreadsheet": "ods", f"{OPEN_DOCUMENT}.presentation": "odp"}

EXTENSIONS = ["pdf", *OFFICE_MAIN.values(), *OPEN_TYPES.values(), "csv", "txt", "ics"]
ENCODINGS = ("utf-8-sig", "cp932", "utf-16")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|svg|\?xml|\?php|!--|iframe)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class CleanDocument(ContentFile):
    """A document that was checked, under a name that is safe and tells what it is."""


def clean_document(file: IO[bytes], name: str = "") -> CleanDocument:
    """The document as it is kept. Its extension follows from its content.

    Raises:
        ValidationError: it is none that we take; the message is for the person who sent it (`refusals.REASONS`).
    """
    if isinstance(file, CleanDocument):
        return file
    name = name or getattr(file, "name", "") or ""
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    file.seek(0)
    content = file.read(limit + 1)
    if not content:
        raise refusal("empty")
    if len(content) > limit:
        raise refusal("too_large", size=filesizeformat(getattr(file, "size", len(content))), limit=filesizeformat(limit))
    try:
        extension, kept = _checked(content, name)
    except ValidationError:
        raise
    except Exception as error:
        # Parsers meet hostile bytes with exceptions of every kind.
        raise refusal("broken_document") from error
    return CleanDocument(kept, name=document_name(name, extension))


def document_name(name: str, extension: str) -> str:
    """A name to download by: Japanese stays, paths, control and direction marks go; the extension is the content's."""
    stem = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    stem = stem.rpartition(".")[0] or stem
    stem = (
        "".join(letter for letter in stem if unicodedata.category(letter)[0] != "C").replace(".", "_").strip(" _")[:STEM_LENGTH]
    )
    safe = get_valid_filename(stem) if any(letter.isalnum() for letter in stem) else "document"
    return f"{safe}.{extension}"


def _checked(content: bytes, name: str) -> tuple[str, bytes]:
    if content.startswith(PROGRAMS):
        raise refusal("active_content")
    if content.startswith(OLD_OFFICE):
        raise refusal("old_office")
    if content.startswith(b"%PDF-"):
        return "pdf", clean_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _checked_package(content)
    if filetype.is_image(content):
        raise refusal("picture_as_document")
    return _text_extension(content, name), content


def _text_extension(content: bytes, name: str) -> str:
    text = _decoded(content)
    if text is None or CONTROL.search(text):
        raise refusal("not_a_document")
    if MARKUP.match(text):
        raise refusal("active_content")
    if text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return "ics"
    return "csv" if name.lower().endswith(".csv") else "txt"


def _decoded(content: bytes) -> str | None:
    """The text in the encodings that Japanese offices use, or None."""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _checked_package(content: bytes) -> tuple[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        entries = package.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise refusal("broken_document")
        if any(entry.flag_bits & 1 for entry in entries):
            raise refusal("locked")
        kind = _kind(package)
        if any(re.search(pattern, f"/{entry.filename}", re.IGNORECASE) for entry in entries for pattern in kind.active):
            raise refusal("active_content")
        return kind.extension, _rewritten(package, kind.blanked)


def _kind(package: zipfile.ZipFile) -> Package:
    """What the package says it is, in the part that programs go by."""
    names = set(package.namelist())
    if "[Content_Types].xml" in names:
        types = _read(package, "[Content_Types].xml").decode("utf-8", "replace")
        if re.search(r"macroEnabled|vbaProject|activeX", types, re.IGNORECASE):
            raise refusal("active_content")
        extension = next((extension for mark, extension in OFFICE_MAIN.items() if mark in types), None)
        if extension:
            return Package(extension, OFFICE_ACTIVE, OFFICE_BLANKED)
    if "mimetype" in names:
        extension = OPEN_TYPES.get(_read(package, "mimetype").decode("ascii", "replace").strip())
        if extension and "META-INF/manifest.xml" in names and b"encryption-data" in _read(package, "META-INF/manifest.xml"):
            raise refusal("locked")
        if extension:
            return Package(extension, tuple(pattern.replace("^", "^/") for pattern in OPEN_ACTIVE), {"meta.xml": OPEN_META})
    raise refusal("not_a_document")


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(4 * 1024 * 1024)


def _rewritten(package: zipfile.ZipFile, blanked: dict[str, str]) -> bytes:
    """The package, entry by entry: nothing before, between or behind them survives, and no maker's name or time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as clean:
        for entry in package.infolist():
            if entry.is_dir():
                continue
            kept = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            kept.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            data = blanked[entry.filename].encode() if entry.filename in blanked else package.read(entry)
            clean.writestr(kept, data)
    return out.getvalue()
