"""Why a comment was shown, held or refused: kept with it as small facts, told in words.

A reason is a dict that JSON can hold: "why" is its code, other keys are what the sentence names. A
"weight" says how much it speaks for spam, in log-odds; reasons without one decide by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

Reason = dict[str, object]
Sentence = Callable[[Mapping[str, object]], str]


def sentence(reason: Mapping[str, object]) -> str:
    """The reason in words; also where what it named is no longer known."""
    told = SENTENCES.get(str(reason.get("why", "")))
    return told(reason) if told else str(_("For a reason that this version does not know."))


def _text(reason: Mapping[str, object], name: str) -> str:
    return str(reason.get(name, "") or "…")


def _pattern(reason: Mapping[str, object]) -> str:
    return _text(reason, "pattern")


def _number(reason: Mapping[str, object], name: str) -> int:
    found = reason.get(name, 0)
    return int(found) if isinstance(found, int | float) else 0


def _words(reason: Mapping[str, object]) -> str:
    words = reason.get("words")
    return ", ".join(f"“{word}”" for word in words) if isinstance(words, list) else ""


def _by_rule(words: Sentence, network: Sentence) -> Sentence:
    def tell(reason: Mapping[str, object]) -> str:
        if reason.get("kind") == "sender":
            return str(_("The sender's network is blocked for now."))
        return (network if reason.get("kind") == "network" else words)(reason)

    return tell


def _first(reason: Mapping[str, object]) -> str:
    approved, needed = _number(reason, "approved"), _number(reason, "needed")
    if not approved:
        return str(_("No comment by this person was approved before."))
    return str(_(
        "Of this person %(approved)d comments were approved before; %(needed)d are asked for.",
        approved=approved, needed=needed,
    ))  # fmt: skip


def _known(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "Known: %(num)s comment was approved before.",
            "Known: %(num)s comments were approved before.",
            _number(reason, "approved"),
        )
    )


def _old(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "The post is older than %(num)s day.",
            "The post is older than %(num)s days.",
            _number(reason, "days"),
        )
    )


def _links(reason: Mapping[str, object]) -> str:
    return str(ngettext("It has %(num)s link.", "It has %(num)s links.", _number(reason, "links")))


def _quick(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "The form was filled in within %(num)s second.",
            "The form was filled in within %(num)s seconds.",
            max(_number(reason, "seconds"), 1),
        )
    )


def _spam_of_network(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "Within a day %(num)s comment from this network was spam.",
            "Within a day %(num)s comments from this network were spam.",
            _number(reason, "comments"),
        )
    )


def _waiting_of_network(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "Within a day %(num)s comment from this network was held.",
            "Within a day %(num)s comments from this network were held.",
            _number(reason, "comments"),
        )
    )


def _repeated(reason: Mapping[str, object]) -> str:
    return str(
        ngettext(
            "The same text was sent to %(num)s other post.",
            "The same text was sent to %(num)s other posts.",
            _number(reason, "posts"),
        )
    )


def _filter(reason: Mapping[str, object]) -> str:
    percent, words = _number(reason, "percent"), _words(reason)
    if not words:
        return str(_("By its words it is spam with %(percent)d %%.", percent=percent))
    return str(_(
        "By its words it is spam with %(percent)d %%. What told most: %(words)s.",
        percent=percent, words=words,
    ))  # fmt: skip


SENTENCES: Mapping[str, Sentence] = {
    # Who wrote it.
    "person": lambda reason: _("Written by somebody who writes here."),
    "trusted": lambda reason: _("A moderator trusts this person."),
    "known": _known,
    "first": _first,
    "name": lambda reason: _(
        "The name is that of %(name)s, who writes here.", name=_text(reason, "name")
    ),
    "email": lambda reason: _(
        "The e-mail address is that of %(name)s, who writes here.", name=_text(reason, "name")
    ),
    # What the owner decided.
    "open": lambda reason: _("Nothing holds comments here."),
    "all": lambda reason: _("Every comment waits here."),
    "carries": lambda reason: _("It carries a link or a picture."),
    "old": _old,
    "allowed": _by_rule(
        lambda reason: _("The list of words lets “%(word)s” through.", word=_pattern(reason)),
        lambda reason: _(
            "The list of networks lets %(network)s through.", network=_pattern(reason)
        ),
    ),
    "held": _by_rule(
        lambda reason: _("The list of words holds “%(word)s”.", word=_pattern(reason)),
        lambda reason: _("The list of networks holds %(network)s.", network=_pattern(reason)),
    ),
    "refused": _by_rule(
        lambda reason: _("The list of words refuses “%(word)s”.", word=_pattern(reason)),
        lambda reason: _("The list of networks refuses %(network)s.", network=_pattern(reason)),
    ),
    # What makes suspicious.
    "trap": lambda reason: _("A field that people cannot see was filled in."),
    "unstamped": lambda reason: _("The form was sent without the stamp that a browser fetches."),
    "stale": lambda reason: _("The form was open for more than a day."),
    "quick": _quick,
    "links": _links,
    "markup": lambda reason: _("It holds links in the markup of forums."),
    "odd": lambda reason: _("It holds letters in disguise."),
    "script": lambda reason: _("It is written in another script than the post."),
    "network_spam": _spam_of_network,
    "network_held": _waiting_of_network,
    "repeated": _repeated,
    "filter": _filter,
}
