"""Documents: what is taken, what is refused, what is taken out of them, and how they are served."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import cast

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from wagtail.models import CollectionViewRestriction

from cms.core.models import Document
from cms.core.uploads.documents import clean_document, document_name
from tests.core.factories import DocumentFactory, UserFactory, picture_bytes, restricted_collection, root_collection, upload

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
AUTHOR = "<cp:coreProperties><dc:creator>山田花子 SECRET</dc:creator></cp:coreProperties>"


def package(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(parts: Mapping[str, str | bytes] = MappingProxyType({}), main: str = WORD) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return package({"[Content_Types].xml": types, "word/document.xml": "<w/>", "docProps/core.xml": AUTHOR, **parts})


def open_document(parts: Mapping[str, str | bytes] = MappingProxyType({})) -> bytes:
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>", "meta.xml": AUTHOR, **parts})


def pdf(prepare=lambda writer: None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "SECRET"})
    prepare(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def cleaned(content: bytes, name: str = "x") -> tuple[str, bytes]:
    clean = clean_document(ContentFile(content), name)
    return str(clean.name), clean.read()


def refused(content: bytes, name: str = "資料.pdf") -> str:
    with pytest.raises(ValidationError) as caught:
        clean_document(ContentFile(content), name)
    return str(caught.value.code)


@pytest.mark.parametrize(
    ("content", "sent", "kept"),
    [
        (pdf(), "申込書.docx", "申込書.pdf"),
        (office(), "申込書.pdf", "申込書.docx"),
        (office(main=WORD.replace("wordprocessingml.document", "spreadsheetml.sheet")), "名簿", "名簿.xlsx"),
        (office(main=WORD.replace("wordprocessingml.document", "presentationml.presentation")), "発表.pptx", "発表.pptx"),
        (open_document(), "会報.odt", "会報.odt"),
        ("名前,電話\r\n".encode("cp932"), "名簿.csv", "名簿.csv"),
        ("名前\r\n".encode("utf-8-sig"), "メモ.exe", "メモ.txt"),
        ("メモ".encode("utf-16"), "メモ.txt", "メモ.txt"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "予定.html", "予定.ics"),
    ],
)
def test_the_content_says_what_a_document_is_not_its_name(content, sent, kept):
    assert cleaned(content, sent)[0] == kept


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00program", "active_content"),
        (b"#!/bin/sh\nrm -rf /\n", "active_content"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "active_content"),
        (b"\n  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "active_content"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
        (office(main=MACRO_WORD), "active_content"),
        (office({"word/vbaProject.bin": b"x"}), "active_content"),
        (office({"word/activeX/activeX1.xml": b"x"}), "active_content"),
        (office({"word/embeddings/oleObject1.bin": b"x"}), "active_content"),
        (open_document({"Basic/Standard/Module1.xml": "<x/>"}), "active_content"),
        (open_document({"Scripts/python/x.py": "x"}), "active_content"),
        (open_document({"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "locked"),
        (package({"evil.exe": b"MZ"}), "not_a_document"),
        (office()[:-30], "broken_document"),
        (b"%PDF-1.7\nnothing more", "broken_document"),
        (pdf(lambda writer: writer.encrypt("secret", algorithm="RC4-128")), "locked"),
        (picture_bytes(), "picture_as_document"),
        (picture_bytes(fmt="HEIF"), "picture_as_document"),
        (b"\x00\x01\x02\x03 binary", "not_a_document"),
    ],
)
def test_what_could_run_or_cannot_be_read_is_refused(content, code):
    assert refused(content) == code


def test_a_zip_that_would_unpack_without_end_is_refused():
    assert refused(office({"word/media/zeros.bin": b"\0" * (201 * 1024 * 1024)})) == "broken_document"


@pytest.mark.parametrize("content", [office(), open_document(), pdf()])
def test_nobody_learns_who_wrote_it(content):
    _name, data = cleaned(content)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            assert archive.testzip() is None
            text = b"".join(archive.read(name) for name in archive.namelist())
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    else:
        text = data
        metadata = PdfReader(BytesIO(data)).metadata
        assert metadata is None or metadata.author is None
    assert b"SECRET" not in text


def test_a_pdf_loses_its_scripts_and_attachments_and_keeps_its_pages():
    def arm(writer: PdfWriter) -> None:
        script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("SECRET")})
        names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), writer._add_object(script)])})
        writer.add_attachment("evil.exe", b"SECRET-ATTACHMENT")
        cast(DictionaryObject, writer.root_object["/Names"])[NameObject("/JavaScript")] = names
        launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("SECRET.exe")})
        writer.root_object[NameObject("/OpenAction")] = launch
        note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): writer._add_object(launch)})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    content = pdf(arm)
    assert b"SECRET" in content
    name, data = cleaned(content + b"SECRET-TAIL")
    for word in (b"SECRET", b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile"):
        assert word not in data
    assert name.endswith(".pdf")
    assert len(PdfReader(BytesIO(data)).pages) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\hanako\\申込 書.txt", "申込_書.txt"),
        ("申込書\u202efdp.exe", "申込書fdp.txt"),
        ("か\u3099.txt", "が.txt"),
        (".htaccess", "htaccess.txt"),
        ("???.txt", "document.txt"),
        ("", "document.txt"),
        ("あ" * 200 + ".txt", "あ" * 60 + ".txt"),
        ('a";b\r\nSet-Cookie: x.txt', "abSet-Cookie_x.txt"),
    ],
)
def test_names_are_safe_and_stay_japanese(sent, kept):
    assert document_name(sent, "txt") == kept


@pytest.mark.django_db
def test_no_road_passes_the_check_by(admin_client: Client):
    root_collection()
    with pytest.raises(ValidationError):
        Document.objects.create(title="x", file=upload(b"MZ", "x.pdf"))
    for road, field in (("wagtaildocs:add", "file"), ("wagtaildocs:add_multiple", "files[]")):
        response = admin_client.post(reverse(road), {"title": "x", field: upload(b"MZ", "x.pdf")})
        assert "プログラム" in (response.json()["error_message"] if field == "files[]" else response.content.decode())
    assert not Document.objects.exists()
    response = admin_client.post(reverse("wagtaildocs:add"), {"title": "申込書", "file": upload(pdf(), "申込書.pdf")})
    assert response.status_code == 302, response.content.decode()
    document = Document.objects.get()
    assert b"SECRET" not in document.file.open().read()
    assert document.file_size == document.file.size
    assert len(document.file_hash) == 40


@pytest.mark.django_db
def test_a_document_is_downloaded_under_its_japanese_name(client: Client, django_assert_num_queries):
    document = DocumentFactory.create(file=upload("名前,電話\r\n".encode("cp932"), "名簿.csv"))
    with django_assert_num_queries(3):
        response = client.get(document.url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv"
    assert response.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E7%B0%BF.csv"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert client.get(document.url, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert document.file.url == document.url


@pytest.mark.django_db
def test_a_pdf_opens_in_the_browser(client: Client):
    assert (
        client.get(DocumentFactory.create(file=upload(pdf(), "申込書.pdf")).url)
        .headers["Content-Disposition"]
        .startswith("inline")
    )


@pytest.mark.django_db
def test_another_name_or_the_folder_does_not_lead_to_it(client: Client):
    document = DocumentFactory.create()
    assert client.get(f"/documents/{document.pk}/x.txt").status_code == 404
    assert client.get(f"/media/{document.file.name}").status_code == 404
    assert client.get(f"/{document.file.name}").status_code == 404


@pytest.mark.django_db
def test_a_closed_collection_closes_its_documents(client: Client):
    document = DocumentFactory.create(collection=restricted_collection().add_child(name="その下"))
    response = client.get(document.url)
    assert response.status_code == 302
    assert "no-store" in response.headers["Cache-Control"]
    client.force_login(UserFactory.create())
    response = client.get(document.url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


@pytest.mark.django_db
def test_a_password_opens_what_it_closes(client: Client):
    collection = root_collection().add_child(name="会員")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="password", password="naisho")
    document = DocumentFactory.create(collection=collection)
    assert b"csrf" in client.get(document.url).content
    url = reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])
    assert client.post(url, {"password": "naisho", "return_url": document.url}).status_code == 302
    assert client.get(document.url).status_code == 200


@pytest.mark.django_db
def test_a_replaced_document_leaves_nothing_behind(django_capture_on_commit_callbacks):
    document = DocumentFactory.create()
    storage, before = document.file.storage, str(document.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        document.file = upload(pdf(), "新.pdf")
        document.save(update_fields=["file"])
    document.refresh_from_db()
    assert document.file.name == "documents/新.pdf"
    assert not storage.exists(before)
