"""An example for each answer in the OpenAPI document, made from its schema, so that the two cannot disagree."""

from typing import Any

Schema = dict[str, Any]

# What a field of this name might hold. All of it is a sample.
SAMPLES: dict[str, Any] = {
    "address": "東京都小金井市見本町1-1",
    "affiliation": "大学講師（見本）",
    "alt": "芝生で遊ぶ親子",
    "caption": "秋の広場",
    "code": "ja",
    "credit": "協議会",
    "extension": "pdf",
    "focus": "50% 30%",
    "heading": "申し込みの前に",
    "height": 600,
    "id": 42,
    "kana": "みほんひろば",
    "kind": "facility",
    "kind_label": "施設",
    "label": "0歳〜2歳",
    "latitude": 35.7,
    "limit": 20,
    "locale": "ja",
    "longitude": 139.5,
    "max": 35,
    "message": "age must be a whole number from -10 to 216",
    "min": 0,
    "name": "見本ひろば",
    "note": "予約はいりません。",
    "number": "00-0000-0000",
    "page": 1,
    "pages": 1,
    "per_page": 10,
    "purpose": "予約",
    "q": "一時預かり",
    "question": "何歳から預けられますか？",
    "size": 48213,
    "slug": "temporary-care",
    "stages": ["0", "1", "2"],
    "summary": "短い時間だけ子どもを預けられる場所と、申し込み方です。",
    "tags": ["一時預かり"],
    "title": "一時預かりを使う",
    "total": 1,
    "total_count": 1,
    "type": "home.TopicPage",
    "width": 960,
}
FORMATS = {
    "date": "2026-04-01",
    "date-time": "2026-04-01T09:00:00+09:00",
    "uri-reference": "https://nobinobi.example.jp/topics/temporary-care/",
}
PYTHON = {"string": str, "integer": int, "number": float, "array": list}
HTML = '<p>まずは<a href="https://nobinobi.example.jp/map/">近くの施設</a>に電話します。</p>'


def example_of(schema: Schema, components: dict[str, Schema], name: str = "") -> Any:
    """Something that the schema allows.

    Args:
        name: of the property that holds it, by which a likely value is chosen.
    """
    if "$ref" in schema:
        return example_of(components[schema["$ref"].rpartition("/")[2]], components, name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return example_of(schema[word][0], components, name)
    return _by_type(schema, components, name)


def _by_type(schema: Schema, components: dict[str, Schema], name: str) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return {key: example_of(each, components, key) for key, each in schema.get("properties", {}).items()}
    is_list_of_things = kind == "array" and schema["items"].get("type") != "string"
    if type(SAMPLES.get(name)) is PYTHON.get(str(kind)) and not is_list_of_things:
        return SAMPLES[name]
    if kind == "array":
        one = schema["items"]
        return [example_of(each, components, name) for each in one.get("oneOf", [one])]
    if kind == "string":
        return HTML if schema.get("contentMediaType") else FORMATS.get(schema.get("format", ""), "")
    return {"integer": schema.get("minimum", 1), "number": 1.0, "boolean": False}.get(str(kind))
