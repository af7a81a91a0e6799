"""How a comment is built, beside its words: links, capitals, signs, length, script. Pure.

Each trait is a token that begins with `s`; `TRAITS` tells in words what it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# One sign each in place of what was taken out, so that the words around it stay neighbours of it.
LINK_SIGN, DOMAIN_SIGN, EMAIL_SIGN = "\ue000", "\ue001", "\ue002"

TRAITS = {
    "sanylink": "a link",
    "slink1": "a link",
    "slink2": "two links",
    "slink3": "three links or more",
    "sdomain1": "the name of a website",
    "sdomain2": "the names of two websites",
    "sdomain3": "the names of three websites or more",
    "semail": "an e-mail address in the text",
    "sphone": "a telephone number",
    "smoney": "a sum of money",
    "slinkmarkup": "a link in HTML or BBCode",
    "smarkup": "HTML or BBCode",
    "svideo": "the address of a video",
    "srepeated": "one sign again and again",
    "squestion": "a question mark",
    "slines": "several lines",
    "scode": "the signs of program code",
    "swebsite": "a website beside the name",
    "sfreemail": "an e-mail address of a free provider",
    **{f"semoji{number}": "emoji" for number in range(1, 4)},
    **{f"shandle{number}": "@names or #tags" for number in range(1, 4)},
    **{f"sexclaim{number}": f"{number} exclamation marks or more" for number in range(2, 5)},
    **{f"snumber{number}": "a number" for number in range(1, 7)},
    "sexclaim0": "no exclamation mark",
    "sexclaim1": "an exclamation mark",
    "scapitals0": "hardly any capitals",
    "scapitals1": "some capitals",
    "scapitals2": "many capitals",
    "scapitals3": "almost nothing but capitals",
    "slength0": "hardly any words",
    "slength1": "two or three words",
    "slength2": "four to seven words",
    "slength3": "eight words or more",
    "slength4": "16 words or more",
    "slength5": "32 words or more",
    "slength6": "64 words or more",
    "slength7": "128 words or more",
    "slength8": "256 words or more",
}
FREE_PROVIDER = re.compile(
    r"@(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|gmx|web|mail|yandex|bk|qq|163"
    r"|proton|protonmail)\.(?:com|net|de|ru|me|fr|it|es|co\.uk)$",
    re.I,
)

TAG = re.compile(r"</?(?!br\b)[a-z][a-z0-9]{0,14}\b[^<>]{0,500}>|\[/?(?:url|img|link)\b", re.I)
LINK_TAG = re.compile(r"<a\s[^<>]{0,500}href|\[url\b|\[link\b|\]\(https?:", re.I)
PHONE = re.compile(r"(?<![\w/.,=-])\+?\(?\d[\d\s().-]{6,18}\d(?![\w/,])")
MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹]")
VIDEO = re.compile(r"\bwatch\?v=")
REPEATED = re.compile(r"(\S)\1{3,}")
HANDLE = re.compile(r"(?<!\w)[@#]\w{2,40}")
CODE = re.compile(r"\w\(\)|\w\[|[=<>!]=|[{};]\n|->|::|`|\w = \w")
ENOUGH_LETTERS = 8


@dataclass(frozen=True)
class Anatomy:
    """A comment as it was sent, the same without its links and tags, and how many words it has."""

    whole: str
    rest: str
    words: int
    email: str = ""
    website: str = ""


def structure(anatomy: Anatomy) -> Iterator[str]:
    """The traits of a comment. What it lacks is no trait, but for lengths and exclamations."""
    yield from _counted(anatomy)
    yield from _found(anatomy)
    yield from _of_letters([letter for letter in anatomy.rest if letter.isalpha()])
    yield f"slength{min(8, max(1, anatomy.words).bit_length() - 1)}"
    yield f"sexclaim{min(4, anatomy.rest.count('!'))}"


def _counted(anatomy: Anatomy) -> Iterator[str]:
    rest = anatomy.rest
    counts = {
        "slink": rest.count(LINK_SIGN),
        "sdomain": rest.count(DOMAIN_SIGN),
        "shandle": len(HANDLE.findall(rest)),
        "semoji": sum(unicodedata.category(sign) == "So" for sign in rest),
    }
    for trait, number in counts.items():
        if number:
            yield f"{trait}{min(3, number)}"


def _found(anatomy: Anatomy) -> Iterator[str]:
    rest, whole = anatomy.rest, anatomy.whole
    found = {
        "sanylink": LINK_SIGN in rest or DOMAIN_SIGN in rest,
        "semail": EMAIL_SIGN in rest,
        "sphone": PHONE.search(rest),
        "smoney": MONEY.search(rest),
        "slinkmarkup": LINK_TAG.search(whole),
        "smarkup": TAG.search(whole),
        "svideo": VIDEO.search(whole),
        "srepeated": REPEATED.search(rest),
        "squestion": "?" in rest,
        "slines": rest.count("\n") > 1,
        "scode": CODE.search(rest),
        "swebsite": anatomy.website,
        "sfreemail": FREE_PROVIDER.search(anatomy.email.strip()),
    }
    yield from (trait for trait, is_there in found.items() if is_there)


def _of_letters(letters: list[str]) -> Iterator[str]:
    """How many are capitals, and in what script the first is written, if it is not Latin.

    Scripts are told apart only by what a blog's own moderator decided: the prior knows none.
    """
    if len(letters) < ENOUGH_LETTERS:
        return
    share = sum(letter.isupper() for letter in letters) / len(letters)
    yield f"scapitals{(share >= 0.1) + (share >= 0.3) + (share >= 0.8)}"
    script = unicodedata.name(letters[0], "").partition(" ")[0]
    if script not in ("", "LATIN", "FULLWIDTH", "MATHEMATICAL"):
        yield f"sscript{script.lower()}"[:64]
