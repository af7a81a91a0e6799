"""The log: who did what, and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

import blog
from blog.audit.models import AuditLine
from blog.audit.sentences import sentences
from blog.comments.actions import DECISIONS
from blog.db import db, now, writing
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Reader

LOG = "/admin/audit/"


def write(app: Flask, *acts: tuple[User | None, str, str]) -> None:
    """Write lines into the log, the last one the newest."""
    with app.app_context(), writing():
        for number, (who, action, subject) in enumerate(acts):
            db.session.add(
                AuditLine(
                    user_id=who.id if who else None, name=who.name if who else "",
                    action=action, subject=subject, at=now() + timedelta(seconds=number),
                )
            )  # fmt: skip


def test_the_latest_act_reads_as_a_sentence_and_stands_first(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    write(app, (author, "post.create", "Fish"), (author, "post.publish", "Fish & chips <b>"))
    rows = sign_in("owner").get(LOG).texts("tbody td:nth-child(n+2)")
    assert rows[:4] == ["Ada Author", "Published “Fish & chips <b>”", "Ada Author", "Began “Fish”"]


def test_an_act_nobody_has_words_for_is_shown_plainly(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    write(app, (None, "widget.paint", "Red"), (None, "widget.wash", ""))
    rows = sign_in("owner").get(LOG).texts("tbody td:nth-child(n+2)")
    assert rows[:4] == ["The console", "widget.wash", "The console", "widget.paint “Red”"]


def test_a_subject_that_looks_like_a_form_stays_as_it_is(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    write(app, (author, "post.save", "100 %(name)s {} {0}"))
    rows = sign_in("owner").get(LOG).texts("tbody td:nth-child(3)")
    assert rows[0] == "Saved “100 %(name)s {} {0}”"


def test_the_log_is_narrowed_to_a_person_and_a_kind(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    other = sign_in("editor").who
    write(
        app, (author, "post.save", "One"), (author, "page.save", "Two"), (other, "post.save", "3")
    )
    owner = sign_in("owner")
    page = owner.get(LOG, query_string={"person": author.id, "kind": "post"})
    assert page.texts("tbody td:nth-child(3)") == ["Saved “One”"]
    assert page.find("#person option[selected]").text() == author.name
    page = owner.get(LOG, query_string={"kind": "page"})
    assert page.texts("tbody td:nth-child(3)") == ["Saved “Two”"]
    page = owner.get(LOG, query_string={"kind": "po%", "person": "x"})
    assert len(page.texts("tbody tr")) == 3


def test_pages_of_the_log_follow_one_another_without_gap_or_twin(
    app: Flask, sign_in: Callable[..., Reader], author: User
) -> None:
    write(app, *((author, "post.save", f"Post {number}") for number in range(120)))
    owner = sign_in("owner")
    address, seen = f"{LOG}?kind=post", []
    while address:
        page = owner.get(address)
        seen += page.texts("tbody td:nth-child(3)")
        link = page.html.css_first(".turn a")
        address = str(link.attributes["href"]) if link else ""
    assert seen == [f"Saved “Post {number}”" for number in reversed(range(120))]


def test_an_empty_answer_says_how_to_see_more(sign_in: Callable[..., Reader]) -> None:
    page = sign_in("owner").get(LOG, query_string={"kind": "import"})
    assert "Nobody did anything of that kind" in page.find(".empty").text()


def test_a_cursor_that_is_none_leads_nowhere(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("owner").get(LOG, query_string={"before": "soup"}).status_code == 404


def test_the_log_is_the_owners_alone(sign_in: Callable[..., Reader]) -> None:
    for role in ("editor", "author", "contributor"):
        assert sign_in(role).get(LOG).status_code == 403


def test_every_act_that_is_noted_has_a_sentence(app: Flask) -> None:
    acts = {f"comment.{act}" for act in DECISIONS.values()}
    for file in Path(blog.__file__).parent.rglob("*.py"):
        for found in re.finditer(r'\bnote\([^"\n]*?f?"([^"]+\.[^"]+)"', file.read_text()):
            acts.add(found[1].replace("{post.kind}", "post"))
        for found in re.finditer(r"\b_note\(who, (.+), post\)", file.read_text()):
            acts |= {f"post.{act}" for act in re.findall(r'"(\w+)"', found[1])}
    assert len(acts) > 40
    with app.test_request_context():
        unknown = {act for act in acts if "{" not in act} - set(sentences())
    assert not unknown


def test_whoever_shares_a_preview_stands_in_the_log(
    sign_in: Callable[..., Reader], draft: Post
) -> None:
    owner = sign_in("owner")
    assert owner.post(f"/admin/posts/{draft.id}/preview-link").status_code == 201
    assert owner.get(LOG).texts("tbody td:nth-child(3)")[0] == "Shared a preview of “A draft”"
