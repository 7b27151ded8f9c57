"""Wagtail's search over the index in the database.

A search is one statement: what the index matches, joined with what the queryset selects. The queryset keeps all its
filters and its order, whatever they are, because the database itself applies them.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, ImproperlyConfigured
from django.db import connections, router, transaction
from django.db.models import Count, Manager, Model, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL
from django.utils.encoding import force_str
from modelsearch.backends.base import (
    BaseIndex,
    BaseSearchBackend,
    BaseSearchQueryCompiler,
    BaseSearchResults,
    FilterFieldError,
    SearchFieldError,
)
from modelsearch.index import AutocompleteField, BaseField, RelatedFields, SearchField
from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery
from modelsearch.utils import get_descendants_content_types_pks

from search import analysis, asking, outbox, synonyms
from search.analysis.grams import grams, query_grams
from search.expression import Expression, Group
from search.index import AUTOCOMPLETE, OBJECTS, index_of
from search.matching import NOTHING, Either, Every, Everything, Matching, Weighted, Without, Words
from search.models import IndexedObject
from search.services import BATCH, batches
from search.sources import Source
from search.thesaurus import Thesaurus

Sql = tuple[str, list[Any]]

MOST_TIMES = 8
"""How often the words of a boosted field are repeated at most."""
IN_FIELD = "␟"
"""Joins a field's name to a token, for searches in certain fields only."""


class DatabaseIndex(BaseIndex):
    """Rows of `IndexedObject`."""

    def get_key(self) -> str:
        return "database"

    def __str__(self) -> str:
        return self.get_key()

    def reset(self) -> None:
        for batch in batches(IndexedObject.objects.values_list("pk", flat=True)):
            remove(IndexedObject.objects.filter(pk__in=batch))

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        rows = {row.object_id: row for row in (row_of(item, content_type) for item in items)}
        standing = IndexedObject.objects.filter(content_type=content_type, object_id__in=list(rows))
        for object_id, digest in standing.values_list("object_id", "digest"):
            if rows[object_id].digest == digest:
                del rows[object_id]
        if not rows:
            return
        with transaction.atomic():
            written = IndexedObject.objects.bulk_create(
                rows.values(),
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["content_type", "object_id"],
                update_fields=["tokens", "autocomplete", "digest"],
            )
            outbox.note(Source.OBJECTS, [row.pk for row in written])

    def delete_item(self, item: Model) -> None:
        content_type = ContentType.objects.get_for_model(item, for_concrete_model=False)
        remove(IndexedObject.objects.filter(content_type=content_type, object_id=pk_text(item)))

    def delete_stale(self) -> None:
        """Rows whose object, or whose model, is no more."""
        for pk in IndexedObject.objects.values_list("content_type", flat=True).distinct():
            model = ContentType.objects.get_for_id(pk).model_class()
            rows = IndexedObject.objects.filter(content_type=pk)
            if model is None:
                remove(rows)
                continue
            known = {prepared(model, key) for key in model._default_manager.values_list("pk", flat=True)}
            stale = [key for key in rows.values_list("object_id", flat=True) if key not in known]
            for batch in batches(stale):
                remove(rows.filter(object_id__in=batch))


def remove(rows: QuerySet[IndexedObject]) -> None:
    """These rows are gone, for the engine too."""
    with transaction.atomic():
        gone = list(rows.values_list("pk", flat=True))
        IndexedObject.objects.filter(pk__in=gone).delete()
        outbox.note(Source.OBJECTS, gone)


class Rebuilder:
    """`update_index`: rows are mended in place, so nobody ever searches an empty index."""

    def __init__(self, index: DatabaseIndex) -> None:
        self.index = index

    def start(self) -> DatabaseIndex:
        self.index.delete_stale()
        return self.index

    def finish(self) -> None:
        """Nothing is left to do."""


def prepared(model: type[Model], pk: Any) -> str:
    """A primary key as the database holds it, in letters."""
    meta = model._meta
    return force_str(meta.pk.get_db_prep_value(pk, connections[router.db_for_read(model)]))


def pk_text(obj: Model) -> str:
    return prepared(type(obj), obj.pk)


def row_of(obj: Any, content_type: ContentType) -> IndexedObject:
    tokens: list[str] = []
    half_typed: list[str] = []
    for search_field in obj.get_search_fields():
        for field, text in texts_of(obj, search_field):
            if isinstance(field, AutocompleteField):
                half_typed += [*grams(text), *grams(analysis.reading(text))]
            else:
                found = [*analysis.tokens(text), *analysis.pairs(text)]
                times = max(1, min(round(field.kwargs.get("boost") or field.boost or 1), MOST_TIMES))
                tokens += found * times
                tokens += [f"{search_field.field_name}{IN_FIELD}{token}" for token in found]
    columns = (" ".join(tokens), " ".join(dict.fromkeys(half_typed)))
    return IndexedObject(
        content_type=content_type,
        object_id=pk_text(obj),
        tokens=columns[0],
        autocomplete=columns[1],
        digest=hashlib.sha256(repr(columns).encode()).hexdigest(),
    )


def texts_of(obj: Any, field: BaseField | RelatedFields) -> Iterable[tuple[BaseField, str]]:
    """The texts that a search field holds, with the field itself; through relations too."""
    if isinstance(field, RelatedFields):
        related = field.get_value(obj)
        if callable(related) and not isinstance(related, Manager):
            related = related()
        for other in [] if related is None else related.all() if isinstance(related, Manager) else [related]:
            for inner in field.fields:
                yield from texts_of(other, inner)
    elif isinstance(field, SearchField | AutocompleteField):
        yield field, text_of(field.get_value(obj))


def text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(text_of(item) for item in value.values())
    if isinstance(value, list | tuple | set):
        return "\n".join(text_of(item) for item in value)
    return "" if value is None else force_str(value)


class Compiler(BaseSearchQueryCompiler):
    """A Wagtail query as SQL that gives (id, score) of rows of `IndexedObject`."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True

    def __init__(self, queryset: QuerySet[Any], query: Any, operator: str | None = None, **kwargs: Any) -> None:
        if isinstance(query, str):
            query = query.replace("\x00", " ")
        super().__init__(queryset, query, operator=operator and operator.lower(), **kwargs)
        # Nobody has said that all the words are wanted, so some of them will do where nothing has all.
        self.may_relax = operator is None and isinstance(query, str)

    def check(self) -> None:
        """Every filter and order of a queryset will do; only the fields to search in have to be there."""
        known = {field.field_name for field in self.searchable_fields()}
        for name in self.fields or ():
            if name not in known:
                raise SearchFieldError(
                    f"{self.queryset.model.__name__}.search_fields has no SearchField {name!r}.", field_name=name
                )

    def searchable_fields(self) -> list[Any]:
        model = self.queryset.model
        return [f for f in model.get_search_fields() if isinstance(f, SearchField | RelatedFields)]

    def groups(self, text: str) -> list[Group]:
        """What has to be met for the text, in the fields asked for."""
        groups = asking.expression_of(asking.clean(text), self.thesaurus, half_heard=True).groups
        if self.fields is None:
            return list(groups)
        return [in_fields(group, self.fields) for group in groups]

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The editors' synonyms, as every search of the site takes them. Read once a search."""
        return synonyms.stored()

    def relaxed(self) -> "Compiler | None":
        """The same search, met by any of its words; None where that is not wanted."""
        if not self.may_relax or len(self.groups(self.query.query_string)) < 2:
            return None
        looser = type(self)(
            self.queryset, self.query.query_string, "or", fields=self.fields, order_by_relevance=self.order_by_relevance
        )
        looser.thesaurus = self.thesaurus
        return looser

    @property
    def content_types(self) -> list[int]:
        """Of the queryset's model, and of those that inherit from it."""
        return get_descendants_content_types_pks(self.queryset.model)

    def sql(self) -> Sql:
        return sql_of(self.matching())

    def matching(self) -> Matching:
        """What is looked for."""
        return self.compile(self.query)

    def compile(self, query: SearchQuery) -> Matching:  # noqa: PLR0911 (one line a kind of query)
        if isinstance(query, PlainText):
            return weighted(self.words(query.query_string, query.operator == "and"), query.boost)
        if isinstance(query, Phrase):
            return self.words(query.query_string, every=True)
        if isinstance(query, Fuzzy):
            return self.alike(query)
        if isinstance(query, Boost):
            return weighted(self.compile(query.subquery), query.boost)
        if isinstance(query, And):
            return Every(tuple(self.compile(q) for q in query.subqueries))
        if isinstance(query, Or):
            return Either(tuple(self.compile(q) for q in query.subqueries))
        if isinstance(query, Not):
            return Without(self.compile(query.subquery))
        if isinstance(query, MatchAll):
            return Everything()
        raise NotImplementedError(f"{type(query).__name__} is no query of modelsearch.")

    def words(self, text: str, every: bool) -> Matching:
        expression = Expression.of(self.groups(text), every)
        return Words(expression, OBJECTS.column) if expression else NOTHING

    def alike(self, query: Fuzzy) -> Matching:
        """Whatever shares pairs of characters with the text, the most alike first."""
        plain = self.words(query.query_string, query.operator == "and")
        pairs = [Group.of(gram, prefix) for gram, prefix in query_grams(asking.clean(query.query_string))]
        half_typed = Expression.of(pairs, every=False)
        if self.fields is not None or not half_typed:
            return plain
        return Either((plain, Words(half_typed, AUTOCOMPLETE.column)))


class AutocompleteCompiler(Compiler):
    """Words half typed, in the fields that are made for it, and whole words in any spelling that a search would take."""

    def searchable_fields(self) -> list[Any]:
        return self.queryset.model.get_autocomplete_search_fields()

    def groups(self, text: str) -> list[Group]:
        groups = asking.expression_of(asking.clean(text), self.thesaurus, half_heard=True).groups
        names = [field.field_name for field in self.searchable_fields()] if self.fields is None else self.fields
        return [in_fields(group, names) for group in groups]

    def words(self, text: str, every: bool) -> Matching:
        pairs = [Group.of(gram, prefix) for gram, prefix in query_grams(asking.clean(text))]
        half_typed = Expression.of(pairs, every)
        whole = super().words(text, every)
        return Either((Words(half_typed, AUTOCOMPLETE.column), whole)) if half_typed else whole

    def relaxed(self) -> None:
        """Half a word is vague enough."""


TABLE = IndexedObject._meta.db_table
COLUMNS = {source.column: source for source in (OBJECTS, AUTOCOMPLETE)}


def in_fields(group: Group, fields: Iterable[str]) -> Group:
    """The group, met only inside these fields."""
    return Group(
        tuple(
            tuple(type(term)(f"{field}{IN_FIELD}{term.text}", term.prefix) for term in alternative)
            for alternative in group.alternatives
            for field in fields
        )
    )


def weighted(matching: Matching, weight: float) -> Matching:
    return matching if weight == 1 else Weighted(matching, float(weight))


def sql_of(matching: Matching) -> Sql:  # noqa: PLR0911 (one line a kind of matching)
    """The index in the database, asked: (id, score) of rows of `IndexedObject`."""
    match matching:
        case Words(expression, column):
            return index_of(COLUMNS[column]).matched(expression)
        case Everything():
            return f"SELECT id, 0.0 AS score FROM {TABLE}", []
        case Without(inner):
            sql, params = sql_of(inner)
            return f"SELECT id, 0.0 AS score FROM {TABLE} WHERE id NOT IN (SELECT id FROM ({sql}) negated)", params
        case Every(parts) if parts:
            return _united(parts, f"HAVING count(DISTINCT part) = {len(parts)}")
        case Either(parts) if parts:
            return _united(parts, "")
        case Weighted(inner, weight):
            sql, params = sql_of(inner)
            return f"SELECT id, score * %s AS score FROM ({sql}) boosted", [weight, *params]
    return f"SELECT id, 0.0 AS score FROM {TABLE} WHERE 1 = 0", []


def _united(parts: Sequence[Matching], having: str) -> Sql:
    compiled = [sql_of(part) for part in parts]
    union = " UNION ALL ".join(f"SELECT {n} AS part, id, score FROM ({sql}) p{n}" for n, (sql, _) in enumerate(compiled))
    params = [param for _, part_params in compiled for param in part_params]
    return f"SELECT id, sum(score) AS score FROM ({union}) united GROUP BY id {having}", params


class DatabaseResults(BaseSearchResults):
    """What is found, in one statement for the keys and one for the objects."""

    supports_facet = True

    @property
    def relaxed(self) -> bool:
        """Nothing held all the words; these hold some of them."""
        return self._compiler() is not self.query_compiler

    def _do_search(self) -> list[Any]:
        compiler = self._compiler()
        if not compiler.order_by_relevance:
            return list(self._filtered(compiler)[self.start : self.stop])
        scores = self._ranked(compiler)
        objects = compiler.queryset.order_by().in_bulk(list(scores))
        if self.prefetch_related:
            prefetch_related_objects(list(objects.values()), *self.prefetch_related)
        found = [objects[pk] for pk in scores if pk in objects]
        if self._score_field:
            for obj in found:
                setattr(obj, self._score_field, scores[obj.pk])
        return found

    def _do_count(self) -> int:
        count = self._count(self._compiler())
        return max(0, (count if self.stop is None else min(count, self.stop)) - self.start)

    def facet(self, field_name: str) -> "OrderedDict[Any, int]":
        """How many there are of each value of a field, the most frequent first."""
        compiler = self._compiler()
        try:
            compiler.queryset.model._meta.get_field(field_name)
        except FieldDoesNotExist as error:
            raise FilterFieldError(f"{self.model.__name__} has no field {field_name!r}.", field_name=field_name) from error
        found = self._filtered(compiler).order_by()
        counts = found.values_list(field_name).annotate(n=Count("pk", distinct=True)).order_by("-n", field_name)
        return OrderedDict(counts)

    def _compiler(self) -> Compiler:
        """The search itself, or its looser form where it finds nothing."""
        if "_chosen" not in self.__dict__:
            self._chosen: Compiler = self.query_compiler
            looser = self.query_compiler.relaxed()
            if looser is not None and not self._count(self.query_compiler) and self._count(looser):
                self._chosen = looser
        return self._chosen

    def _clone(self) -> "DatabaseResults":
        new = super()._clone()
        if "_chosen" in self.__dict__:
            new._chosen = self._chosen
        return new

    def _filtered(self, compiler: Compiler) -> QuerySet[Any]:
        keys, params = keys_of(compiler)
        return compiler.queryset.filter(pk__in=RawSQL(f"SELECT pk FROM ({keys}) matching", params))

    def _ranked(self, compiler: Compiler) -> dict[Any, float]:
        """Primary key → score, the best first; ties in order of the keys, so that pages never overlap."""
        keys, params = keys_of(compiler)
        selected = selection(compiler.queryset)
        if selected is None:
            return {}
        limit = "" if self.stop is None else f" LIMIT {max(0, self.stop - self.start)}"
        if not limit and self.start and connections[compiler.queryset.db].vendor == "sqlite":
            limit = " LIMIT -1"
        sql = f"SELECT k.pk, k.score FROM ({keys}) k JOIN ({selected[0]}) s ON s.pk = k.pk ORDER BY k.score DESC, k.pk{limit}" + (
            f" OFFSET {self.start}" if self.start else ""
        )
        with connections[compiler.queryset.db].cursor() as cursor:
            cursor.execute(sql, [*params, *selected[1]])
            to_python = compiler.queryset.model._meta.pk.to_python
            return {to_python(pk): score for pk, score in cursor.fetchall()}

    def _count(self, compiler: Compiler) -> int:
        keys, params = keys_of(compiler)
        selected = selection(compiler.queryset)
        if selected is None:
            return 0
        with connections[compiler.queryset.db].cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ({keys}) k JOIN ({selected[0]}) s ON s.pk = k.pk",
                [*params, *selected[1]],
            )
            return int(cursor.fetchone()[0])


def keys_of(compiler: Compiler) -> Sql:
    """(pk, score) of what matches among the models of the queryset."""
    matched, params = compiler.sql()
    model = compiler.queryset.model
    types = compiler.content_types
    pk = model._meta.pk.rel_db_type(connections[compiler.queryset.db])
    marks = ", ".join(["%s"] * len(types))
    return (
        f"SELECT CAST(o.object_id AS {pk}) AS pk, m.score FROM ({matched}) m"
        f" JOIN {TABLE} o ON o.id = m.id WHERE o.content_type_id IN ({marks})",
        [*params, *types],
    )


def selection(queryset: QuerySet[Any]) -> Sql | None:
    """The primary keys that a queryset selects, each once; None when it cannot select any."""
    keys = queryset.values("pk") if queryset.query.is_sliced else queryset.order_by().values("pk").distinct()
    try:
        sql, params = keys.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return None
    return f"SELECT * FROM ({sql}) selected(pk)" if connections[queryset.db].vendor == "postgresql" else _named(sql), list(params)


def _named(sql: str) -> str:
    """SQLite names a subquery's columns only in a common table expression."""
    return f"WITH selected(pk) AS ({sql}) SELECT pk FROM selected"


class DatabaseSearchBackend(BaseSearchBackend):
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = DatabaseIndex
    results_class = DatabaseResults
    rebuilder_class = Rebuilder
    vendor: ClassVar[str]
    """The kind of database; empty for any."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        vendor = connections[router.db_for_write(IndexedObject)].vendor
        if self.vendor not in (vendor, ""):
            raise ImproperlyConfigured(f"WAGTAILSEARCH_BACKENDS names {type(self).__module__}, but the database is {vendor}.")

    def _search(self, query_compiler_class: type, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str) and not query.strip():
            query = ""
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)
