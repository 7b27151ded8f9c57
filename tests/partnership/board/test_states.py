"""The states of a post, walked at random over services and forms: nothing else than docs/state-machines.md allows is possible.

The API of the board only reads: after each step it must show what is published and nothing else.
"""

from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, precondition, rule

from partnership.board import links, queries, services, states
from partnership.board.services import Words
from partnership.board.sheets import PostForm
from partnership.models import BoardPost, BoardTopic
from tests.core.api.arrange import get
from tests.core.editorial import client_of
from tests.partnership.board.arrange import State, category, fresh, log_of, member, moderator, user
from tests.state_tables import StateWalk, moves, walk_at_random

ROADS = st.sampled_from(["service", "form"])
REASON = "担当の理由"


def allowed() -> dict[str, set[tuple[str, str]]]:
    """Audit action → (from, to), as the table of the document has them."""
    found: dict[str, set[tuple[str, str]]] = {}
    for before, after, action in moves("Board post"):
        found.setdefault(action, set()).add((before, after))
    return found


def test_the_document_says_what_the_code_does():
    by_code = {
        move.action: {(before, move.after or before) for before in move.before} for move in states.TRANSITIONS.values()
    } | {
        states.WRITTEN: {("", State.WAITING)},
        states.WRITTEN_AND_TRUSTED: {("", State.PUBLISHED)},
        states.REPORTED: {(State.PUBLISHED, State.PUBLISHED)},
        states.DISMISSED: {(each, each) for each in State if each != State.DELETED},
    }
    assert allowed() == by_code


ACTS: dict[str, Any] = {
    "approve": services.approve,
    "reject": lambda post, who: services.reject(post, who, REASON),
    "reopen": services.reopen,
    "hide": lambda post, who: services.hide(post, who, REASON),
    "restore": services.restore,
}


class Board(StateWalk):
    """A model beside the board: what state each post must be in, and what the audit log must say of it."""

    posts = Bundle("posts")

    def __init__(self) -> None:
        super().__init__()
        self.people = {name: moderator(name) for name in ("甲", "乙")} | {"会員": member("会員"), "外": user("外")}
        self.plain, self.trusting = category("ふつう"), category("信頼", trusts_members=True)
        self.author: dict[int, str] = {}
        self.closed: set[int] = set()
        self.number = 0

    def moderates(self, who: str) -> bool:
        return who in ("甲", "乙")

    def _keep(self, post: BoardPost, author: str, *, trusted: bool) -> BoardPost:
        self.state[post.pk] = State.PUBLISHED if trusted else State.WAITING
        self.author[post.pk] = author
        self.log[post.pk] = [states.WRITTEN_AND_TRUSTED if trusted else states.WRITTEN]
        return post

    def _words(self, *, pointed_out: bool) -> Words:
        self.number += 1
        return Words("だれか", f"{self.number}番 {'090-1234-5678' if pointed_out else ''}", f"話題{self.number}")

    def client(self, who: str) -> Client:
        """Somebody's browser, each time at another address: one sender is not let write so much."""
        client = client_of(self.people.get(who))
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{self.number}"
        return client

    def _sent_by_form(self, address: str, words: Words, who: str) -> Any:
        """What the form of a post answers, its author having looked at what is pointed out."""
        said = {"title": words.title, "name": words.name, "text": words.text, "contact": ""}
        sheet = PostForm(said, has_title="/new/" in address)
        assert sheet.is_valid()
        return self.client(who).post(address, said | {"send": "1", "seen": sheet.print_of_words})

    @rule(
        target=posts,
        who=st.sampled_from(["甲", "会員", "外", ""]),
        trusting=st.booleans(),
        pointed_out=st.booleans(),
        road=ROADS,
    )
    def begin(self, who: str, trusting: bool, pointed_out: bool, road: str) -> BoardPost:
        within = self.trusting if trusting else self.plain
        words = self._words(pointed_out=pointed_out)
        if road == "form":
            assert self._sent_by_form(reverse("partnership:board_new", args=[within.pk]), words, who).status_code == 302
            post = BoardPost.objects.latest("pk")
        else:
            post = services.begin_topic(within, words, user=self.people.get(who))
        return self._keep(post, who, trusted=trusting and who == "会員" and not pointed_out)

    @rule(target=posts, on=posts, who=st.sampled_from(["甲", "会員", ""]), road=ROADS)
    def reply(self, on: BoardPost, who: str, road: str) -> BoardPost:
        topic = fresh(on).topic
        is_open = topic.pk not in self.closed and BoardTopic.objects.public().filter(pk=topic.pk).exists()
        words = self._words(pointed_out=False)
        if road == "form":
            answer = self._sent_by_form(reverse("partnership:board_reply", args=[topic.pk]), words, who)
            assert (answer.status_code == 302) == is_open
            if not is_open:
                return on
            post = BoardPost.objects.latest("pk")
            return self._keep(post, who, trusted=topic.category_id == self.trusting.pk and who == "会員")
        if not is_open:
            with pytest.raises(services.ClosedError):
                services.reply(topic, words, user=self.people.get(who))
            return on
        post = services.reply(topic, words, user=self.people.get(who))
        return self._keep(post, who, trusted=topic.category_id == self.trusting.pk and who == "会員")

    @rule(post=posts, act=st.sampled_from(sorted(ACTS)), who=st.sampled_from(["甲", "乙", "会員", "外"]), road=ROADS)
    def decide(self, post: BoardPost, act: str, who: str, road: str) -> None:
        move = states.TRANSITIONS[act]
        is_own = self.author[post.pk] == who and self.state[post.pk] != State.DELETED
        may = self.moderates(who) and not is_own and self.state[post.pk] in move.before
        if road == "form":
            self.client(who).post(reverse("board:post", args=[post.pk]), {"act": act, "reason": REASON})
        elif not may:
            with pytest.raises(services.BoardError):
                ACTS[act](post, self.people[who])
        else:
            ACTS[act](post, self.people[who])
        if not may:
            return
        self.state[post.pk] = str(move.after)
        self.log[post.pk].append(move.action)

    @rule(post=posts, who=st.sampled_from(["甲", "乙", "外"]), road=ROADS)
    def edit(self, post: BoardPost, who: str, road: str) -> None:
        self.number += 1
        words = Words("直した名", f"直した文{self.number}", f"直した題{self.number}")
        is_own = self.author[post.pk] == who
        may = self.moderates(who) and not is_own and self.state[post.pk] in states.TRANSITIONS["edit"].before
        if road == "form":
            said = {"title": words.title, "name": words.name, "text": words.text, "why": REASON}
            filled = {"edit": "1"} | {f"edit-{name}": value for name, value in said.items()}
            self.client(who).post(reverse("board:post", args=[post.pk]), filled)
        elif not may:
            with pytest.raises(services.BoardError):
                services.edit(post, self.people[who], words, REASON)
        else:
            services.edit(post, self.people[who], words, REASON)
        if not may:
            return
        self.log[post.pk].append("nobinobi.board.edit")

    @rule(post=posts, road=ROADS)
    def delete(self, post: BoardPost, road: str) -> None:
        if road == "form":
            self.client("").post(reverse("partnership:board_mine", args=[links.token_of(post)]), {"delete": "1"})
            if self.state[post.pk] == State.DELETED:
                return
        elif self.state[post.pk] == State.DELETED:
            with pytest.raises(services.DecidedError):
                services.delete(post)
            return
        else:
            services.delete(post)
        self.state[post.pk] = State.DELETED
        self.log[post.pk].append("nobinobi.board.delete")

    @rule(post=posts, road=ROADS)
    def report(self, post: BoardPost, road: str) -> None:
        is_public = BoardPost.objects.public().filter(pk=post.pk).exists()
        if road == "form":
            self.number += 1
            answer = self.client("").post(reverse("partnership:board_report", args=[post.pk]), {"topic": "other"})
            assert (answer.status_code == 200) == is_public
            if not is_public:
                return
        elif not is_public:
            with pytest.raises(services.DecidedError):
                services.report(post, "other", "")
            return
        else:
            services.report(post, "other", "")
        self.log[post.pk].append(states.REPORTED)

    @rule(post=posts, who=st.sampled_from(["甲", "外"]))
    def close_or_open(self, post: BoardPost, who: str) -> None:
        topic = fresh(post).topic
        act = services.open_topic if topic.pk in self.closed else services.close_topic
        if not self.moderates(who):
            with pytest.raises(services.NotModeratorError):
                act(topic, self.people[who])
            return
        act(topic, self.people[who])
        self.closed ^= {topic.pk}

    @invariant()
    def every_post_is_where_it_must_be(self) -> None:
        assert dict(BoardPost.objects.values_list("pk", "state")) == self.state

    @invariant()
    def every_transition_is_in_the_audit_log_once(self) -> None:
        for pk, expected in self.log.items():
            assert Counter(log_of(BoardPost(pk=pk))) == Counter(expected)

    @invariant()
    @precondition(lambda self: self.state)
    def the_api_shows_what_is_published_and_nothing_else(self) -> None:
        client = Client()
        posts = get(client, "board/posts?limit=100")["items"]
        topics = get(client, "board/topics?limit=100")["items"]
        assert all(self.state[each["id"]] == State.PUBLISHED for each in posts)
        firsts = {post.topic_id: post for post in BoardPost.objects.filter(is_first=True)}
        for each in topics:
            first = firsts[each["id"]]
            was_taken_away = self.state[first.pk] == State.DELETED and first.published_at is not None
            assert self.state[first.pk] == State.PUBLISHED or (was_taken_away and each["post_count"] and not each["title"])
        shown = {each["id"] for each in topics}
        assert {each["topic"] for each in posts} <= shown
        hidden = [pk for pk, state in self.state.items() if state != State.PUBLISHED]
        assert not {each["id"] for each in posts} & set(hidden)
        assert sum(each["post_count"] for each in topics) == len(posts)

    @invariant()
    def what_waits_is_counted(self) -> None:
        assert queries.queue().waiting == sum(state == State.WAITING for state in self.state.values())


@pytest.mark.django_db
def test_no_walk_leads_where_the_document_does_not() -> None:
    walk_at_random(Board, walks=12, steps=15)
