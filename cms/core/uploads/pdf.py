"""PDF files, cleaned: what runs by itself, what is hidden inside, and who made it when are taken out; the pages stay."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from cms.core.uploads.refusals import refusal

# ISO 32000-2: 12.6.4 (action types), 12.6.3 (additional actions), 7.11.4 (embedded files), 14.3 (metadata), 14.5 (page-piece).
ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
TAKEN_OUT = ("/AA", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Metadata", "/PieceInfo")


def clean_pdf(content: bytes) -> bytes:
    """The file written anew without scripts, launch actions, attachments and metadata.

    Raises:
        ValidationError: a password protects it.
        Exception: of any kind, from pypdf, when the file is broken.
    """
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise refusal("locked")
    writer = PdfWriter(clone_from=reader)
    if not writer.pages:
        raise refusal("broken_document")
    for thing in list(writer._objects):
        _disarm(thing)
    _disarm(writer.root_object)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _disarm(thing: Any) -> None:
    """Takes what is active out of an object and of all it holds directly; references are objects of their own."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, DictionaryObject):
            if current.get("/S") in ACTIVE or "/JS" in current:
                current.clear()
                continue
            for key in TAKEN_OUT:
                current.pop(key, None)
            waiting.extend(dict.values(current))
        elif isinstance(current, ArrayObject):
            waiting.extend(list.__iter__(current))
        elif isinstance(current, IndirectObject):
            continue
