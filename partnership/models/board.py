"""The parents' board: topics in categories, what people wrote in them, and what became of each."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.core.languages.panel import TranslationsPanel

LONGEST_TEXT = 4000
LONGEST_TITLE = 80
LONGEST_NAME = 30


class BoardCategoryQuerySet(models.QuerySet["BoardCategory"]):
    def public(self) -> Self:
        return self.filter(is_public=True)


class BoardCategory(TranslatableMixin, models.Model):
    """What one writes about. Topics belong to the category in the source language, and are shown in every one."""

    name = models.CharField(_("名称"), max_length=60)
    description = models.TextField(_("説明"), blank=True, help_text=_("どんなことを書く場所かを、一文か二文で書きます。"))
    trusts_members = models.BooleanField(
        _("参加団体の人が書いたものは、すぐに公開する"),
        default=False,
        help_text=_("電話番号、メールアドレス、気をつけることばが入っているものは、そのときも確認を待ちます。"),
    )
    sort_order = models.PositiveSmallIntegerField(_("並べる順"), default=0, help_text=_("小さい数のものから並びます。"))
    is_public = models.BooleanField(
        _("公開する"), default=True, help_text=_("外すと、中の話題も、一覧にも検索にもAPIにも出なくなります。")
    )

    objects = BoardCategoryQuerySet.as_manager()

    panels: ClassVar = [
        TranslationsPanel(),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("trusts_members"),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("is_public")]),
    ]
    override_translatable_fields: ClassVar = [
        TranslatableField("name"),
        TranslatableField("description"),
        SynchronizedField("trusts_members", overridable=False),
        SynchronizedField("sort_order", overridable=False),
        SynchronizedField("is_public", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = verbose_name_plural = _("掲示板の分類")
        permissions = [("translate_boardcategory", _("掲示板の分類の文を翻訳できる"))]
        ordering = ["sort_order", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="boardcategory_has_a_name")]

    def __str__(self) -> str:
        return self.name


class BoardTopicQuerySet(models.QuerySet["BoardTopic"]):
    def public(self) -> Self:
        """Those whose first post is published; and those whose first post its author took away after others had answered."""
        posts = BoardPost.objects.filter(topic=OuterRef("pk"))
        shown = posts.filter(state=BoardPost.State.PUBLISHED)
        first = posts.filter(is_first=True)
        stands = Q(Exists(first.filter(state=BoardPost.State.PUBLISHED)))
        was_taken_away = Exists(first.filter(state=BoardPost.State.DELETED, published_at__isnull=False))
        return self.filter(stands | Q(was_taken_away, Exists(shown)), category__is_public=True)


class BoardTopic(models.Model):
    """What is talked about. It is public by its first post, with which its title is approved."""

    category = models.ForeignKey(BoardCategory, on_delete=models.PROTECT, related_name="topics", verbose_name=_("分類"))
    title = models.CharField(_("題"), max_length=LONGEST_TITLE, blank=True)
    """Empty where its author took it away."""
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    """A code: that of the page on which it was begun."""
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(null=True)
    """When the newest of its posts was published; lists are in this order."""
    is_closed = models.BooleanField(default=False)

    objects = BoardTopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("掲示板の話題")
        ordering = ["-last_post_at", "-pk"]
        indexes = [models.Index(fields=["category", "-last_post_at"], name="board_topics_in_order")]

    def __str__(self) -> str:
        return self.title or str(_("（書いた人が消した話題）"))

    def get_absolute_url(self) -> str:
        """In the language in which it was begun."""
        with translation.override(self.language):
            return reverse("partnership:board_topic", args=[self.pk])


class BoardPostQuerySet(models.QuerySet["BoardPost"]):
    def waiting(self) -> Self:
        return self.filter(state=BoardPost.State.WAITING)

    def public(self) -> Self:
        """The published ones of public topics."""
        return self.filter(state=BoardPost.State.PUBLISHED, topic__in=BoardTopic.objects.public())


class BoardPost(models.Model):
    """What somebody wrote, under a name of their choice. How it goes from state to state: `partnership.board.states`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("確認待ち")
        PUBLISHED = "published", _("公開中")
        HIDDEN = "hidden", _("非公開にした")
        REJECTED = "rejected", _("公開しなかった")
        DELETED = "deleted", _("書いた人が消した")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What its author's link stands for. It is never shown."""
    topic = models.ForeignKey(BoardTopic, on_delete=models.CASCADE, related_name="posts", verbose_name=_("話題"))
    is_first = models.BooleanField(default=False)
    name = models.CharField(_("名前"), max_length=LONGEST_NAME, blank=True)
    text = models.TextField(_("本文"), blank=True)
    language = models.CharField(max_length=20, default=settings.LANGUAGE_CODE)
    created_at = models.DateTimeField(_("届いた日時"), default=timezone.now)
    published_at = models.DateTimeField(_("公開した日時"), null=True)
    """The first time; it stays when the post goes out of sight."""
    is_edited = models.BooleanField(default=False)
    """Whether somebody of ours changed what the author wrote."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The author, where they were signed in."""
    contact = models.EmailField(_("返事の宛先"), blank=True)
    """Where the answer goes; erased in time."""
    is_contact_confirmed = models.BooleanField(default=False)
    """Nothing but the question whether it is theirs is sent to an address before that."""
    mark = models.CharField(max_length=64, blank=True)
    """By which several from one sender are told, without saying who it is; erased within hours."""
    reminded_at = models.DateTimeField(null=True)

    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("理由"), blank=True)
    """What the author was told."""

    objects = BoardPostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("掲示板の書き込み")
        ordering = ["created_at", "pk"]
        permissions = [("moderate_board", _("掲示板の書き込みを確認し、公開や非公開を決められる"))]
        indexes = [
            models.Index(fields=["topic", "state", "created_at"], name="board_posts_of_topic"),
            models.Index(fields=["state", "created_at"], name="board_queue"),
            models.Index(fields=["mark", "created_at"], name="board_sender"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(is_first=True), name="one_first_post_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}（{self.name or '—'}、{timezone.localtime(self.created_at):%Y-%m-%d}）"

    def get_absolute_url(self) -> str:
        """To where it stands in its topic, in the language in which it was written."""
        with translation.override(self.language):
            return reverse("partnership:board_post", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class BoardPostVersion(models.Model):
    """What a post said before somebody of ours changed it. The first is what its author wrote."""

    post = models.ForeignKey(BoardPost, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    """The topic's, for a first post."""
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    """Why it was changed."""

    class Meta:
        verbose_name = verbose_name_plural = _("書き込みの元の文")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post}（{timezone.localtime(self.replaced_at):%Y-%m-%d}）"


class BoardReport(models.Model):
    """A reader says that a published post should not stand there."""

    class Topic(models.TextChoices):
        PERSONAL = "personal", _("だれかの個人情報が書いてある")
        HURTFUL = "hurtful", _("人を傷つける、差別している")
        FALSE = "false", _("うそや、危ない情報がある")
        ADVERTISING = "advertising", _("宣伝や勧誘である")
        OTHER = "other", _("そのほか")

    post = models.ForeignKey(BoardPost, on_delete=models.CASCADE, related_name="reports")
    topic = models.CharField(_("理由"), max_length=20, choices=Topic)
    remark = models.TextField(_("くわしいこと"), blank=True)
    mark = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("掲示板についての知らせ")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["mark", "created_at"], name="board_report_sender")]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}（{self.post}）"


class BoardWord(models.Model):
    """A word that is pointed out to whoever writes it, and to whoever decides. It forbids nothing."""

    word = models.CharField(
        _("ことば"),
        max_length=60,
        unique=True,
        help_text=_("ひらがなとカタカナ、全角と半角、大文字と小文字の違いは、書かなくても同じことばとして扱われます。"),
    )
    note = models.CharField(
        _("書く人に伝えること"),
        max_length=200,
        blank=True,
        help_text=_("例：園の名前があると、だれのことか分かる場合があります。"),
    )

    panels: ClassVar = [FieldPanel("word"), FieldPanel("note")]

    class Meta:
        verbose_name = verbose_name_plural = _("掲示板で気をつけることば")
        ordering = ["word"]
        constraints = [models.CheckConstraint(condition=~Q(word=""), name="boardword_is_a_word")]

    def __str__(self) -> str:
        return self.word
