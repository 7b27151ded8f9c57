"""A page's body as the API gives it: one typed form for each block, made from the raw stream and the answer's references."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from wagtail.models import Page

from cms.core.api.links import expand
from cms.core.api.references import References
from cms.core.pictures import Picture

Value = dict[str, Any]


def picture_form(picture: Picture | None) -> Value | None:
    """{src, srcset: [{url, width, height}], width, height, alt, caption, credit, focus} in pixels, or None."""
    return asdict(picture) if picture else None


class BodyReader:
    """Reads the bodies of one page."""

    def __init__(self, page: Page, references: References) -> None:
        self.page = page
        self.references = references
        self.language = page.locale.language_code

    def read(self, raw: Any) -> list[Value]:
        """[{type, id, value}] in order. A picture that may not be shown leaves its place empty: value null."""
        return [
            {"type": block["type"], "id": block.get("id"), "value": self._value(block["type"], block["value"])} for block in raw
        ]

    def html(self, rich_text: str | None) -> str:
        """Database rich text as HTML with addresses."""
        return expand(rich_text or "", self._address)

    def _address(self, kind: str, pk: int) -> str | None:
        if kind == "page":
            page = self.references.page(pk, self.page)
            return page.full_url if page else None
        document = self.references.document(pk) if kind == "document" else None
        return self.references.base_url + document.url if document else None

    def _value(self, kind: str, value: Any) -> Any:
        form: Callable[[Any], Any] | None = getattr(self, f"_{kind}", None)
        return form(value) if form else value

    def _heading(self, value: Value) -> Value:
        return {"text": value["text"], "level": int(value["level"])}

    def _text(self, value: str) -> str:
        return self.html(value)

    def _picture(self, value: Value) -> Value | None:
        image = self.references.image(value.get("image"))
        form = picture_form(self.references.picture(image, value.get("alt") or "", self.language))
        return form and {**form, "caption": value.get("caption") or form["caption"]}

    def _callout(self, value: Value) -> Value:
        return {"tone": value["tone"], "heading": value.get("heading") or "", "text": self.html(value["text"])}

    def _steps(self, value: Value) -> Value:
        return {"steps": [{"heading": step["heading"], "text": self.html(step.get("text"))} for step in _items(value["steps"])]}

    def _question(self, value: Value) -> Value:
        return {"question": value["question"], "answer": self.html(value["answer"])}

    def _table(self, value: Value) -> Value:
        return {
            "caption": value.get("table_caption") or "",
            "header_row": bool(value.get("first_row_is_table_header")),
            "header_column": bool(value.get("first_col_is_header")),
            "rows": [["" if cell is None else str(cell) for cell in row] for row in value.get("data") or ()],
        }

    def _page_links(self, value: Value) -> Value:
        pages = [self.references.page(pk, self.page) for pk in _items(value["pages"])]
        return {"heading": value.get("heading") or "", "pages": [page_form(page) for page in pages if page]}

    def _documents(self, value: Value) -> Value:
        documents = [self.references.document(pk) for pk in _items(value["documents"])]
        return {
            "heading": value.get("heading") or "",
            "documents": [
                {
                    "id": document.pk,
                    "title": document.title,
                    "url": self.references.base_url + document.url,
                    "extension": document.file_extension,
                    "size": document.file_size,
                }
                for document in documents
                if document
            ],
        }

    def _embed(self, value: Value) -> Value:
        return {"url": value["url"], "title": value["title"]}


def page_form(page: Page) -> Value:
    """A page that another one refers to: {id, type, locale, title, url}."""
    return {
        "id": page.pk,
        "type": page.cached_content_type.model_class()._meta.label,
        "locale": page.locale.language_code,
        "title": page.title,
        "url": page.full_url,
    }


def _items(value: Any) -> list[Any]:
    """A list block's values, whether stored bare or with ids."""
    return [item["value"] if isinstance(item, dict) and item.get("type") == "item" else item for item in value or ()]
