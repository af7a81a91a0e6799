"""What language and direction a text has, told by the letters it is written in.

No statistics and no word lists: English and French look alike here. A blog names its language;
this module only notices where a text is plainly in another one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Literal

Direction = Literal["ltr", "rtl"]

SAMPLE = 20_000  # Characters looked at; the start of a text tells enough.

# Written as escapes: in letters, an editor that normalises text would change the ends of ranges.
_RANGES = {
    "Latn": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\uff21-\uff5a",
    "Grek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": r"\u0400-\u0481\u048a-\u052f\u1c80-\u1c8a",
    "Armn": r"\u0531-\u0556\u0561-\u0587",
    "Hebr": r"\u05d0-\u05ea\u05ef-\u05f2\ufb1d-\ufb4f",
    "Arab": r"\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb"
    r"\ufe70-\ufefc",
    "Syrc": r"\u0710-\u074f",
    "Thaa": r"\u0780-\u07b1",
    "Deva": r"\u0904-\u0939\u0958-\u0961",
    "Beng": r"\u0985-\u09e3",
    "Guru": r"\u0a05-\u0a74",
    "Gujr": r"\u0a85-\u0ae3",
    "Orya": r"\u0b05-\u0b63",
    "Taml": r"\u0b83-\u0bd0",
    "Telu": r"\u0c05-\u0c63",
    "Knda": r"\u0c85-\u0ce3",
    "Mlym": r"\u0d05-\u0d63",
    "Sinh": r"\u0d85-\u0df3",
    "Thai": r"\u0e01-\u0e4e",
    "Laoo": r"\u0e81-\u0edf",
    "Tibt": r"\u0f40-\u0fbc",
    "Mymr": r"\u1000-\u109f",
    "Geor": r"\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethi": r"\u1200-\u135a",
    "Khmr": r"\u1780-\u17d3",
    "Hang": r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Kana": r"\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d",
    "Hani": r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
}
_SCRIPTS = {name: re.compile(f"[{ranges}]") for name, ranges in _RANGES.items()}

# The language named where a script alone is all we know.
_LANGUAGE = {
    **{"Latn": "en", "Grek": "el", "Cyrl": "ru", "Armn": "hy", "Hebr": "he", "Arab": "ar"},
    **{"Syrc": "syr", "Thaa": "dv", "Deva": "hi", "Beng": "bn", "Guru": "pa", "Gujr": "gu"},
    **{"Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si"},
    **{"Thai": "th", "Laoo": "lo", "Tibt": "bo", "Mymr": "my", "Geor": "ka", "Ethi": "am"},
    **{"Khmr": "km", "Hang": "ko", "Kana": "ja", "Hani": "zh"},
}
_OTHERS = {
    "Cyrl": "be bg kk ky mk mn sr tg tt uk",
    "Hebr": "yi iw",
    "Arab": "fa ur ps ckb sd ug",
    "Deva": "mr ne sa",
    "Beng": "as",
    "Ethi": "ti",
}
_SCRIPT_OF = {language: script for script, language in _LANGUAGE.items()} | {
    language: script for script, languages in _OTHERS.items() for language in languages.split()
}
_RTL_SCRIPTS = frozenset({"Hebr", "Arab", "Syrc", "Thaa"})

# One such letter says about as much as two or three of an alphabet.
_WEIGHT = {"Hani": 3, "Kana": 2, "Hang": 2}

_URDU = re.compile("[ٹڈڑںےہھ]")
_PERSIAN = re.compile("[پچژگکی]")
_ARABIC = re.compile("[ةيىكأإؤ]")
_UKRAINIAN = re.compile("[їєґіЇЄҐІ]")
_RUSSIAN = re.compile("[ыэёъЫЭЁЪ]")
_BELARUSIAN = re.compile("[ўЎ]")
_SERBIAN = re.compile("[ђјљњћџЂЈЉЊЋЏ]")


def language_of(text: str, blog_language: str) -> str | None:
    """The BCP 47 tag of the text's language, or None where it is (or may be) the blog's own."""
    text = text[:SAMPLE]
    weights = _weights(text)
    total = sum(weights.values())
    if not total:
        return None
    blog_primary, blog_script = _primary(blog_language), script_of_language(blog_language)
    script, weight = weights.most_common(1)[0]
    if script == "Latn":
        # A few borrowed words in Latin letters do not make a text English.
        plain = blog_script != "Latn" and weight >= 20 and weight / total >= 0.7
        return "en" if plain else None
    if weight / total < 0.5:
        return None
    found = _told_apart(script, text, blog_primary)
    return None if found in {None, blog_primary, _alias(blog_primary)} else found


def direction_of(text: str, blog_language: str) -> Direction:
    """The direction of most strong characters, by Unicode's bidirectional classes."""
    strong = Counter(unicodedata.bidirectional(char) for char in text[:SAMPLE])
    left, right = strong["L"], strong["R"] + strong["AL"]
    if left == right:
        return language_direction(blog_language)
    return "rtl" if right > left else "ltr"


def language_direction(language: str) -> Direction:
    """The direction in which a language is written."""
    return "rtl" if script_of_language(language) in _RTL_SCRIPTS else "ltr"


def script_of_language(language: str) -> str:
    """The ISO 15924 script of a BCP 47 tag: the one it names, else the usual one; Japanese is
    given as Kana, Chinese as Hani."""
    for part in re.split("[-_]", language)[1:]:
        if part.title() in _RANGES:
            return part.title()
        if part.title() in {"Hans", "Hant"}:
            return "Hani"
    return _SCRIPT_OF.get(_primary(language), "Latn")


def _weights(text: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for name, letters in _SCRIPTS.items():
        if count := len(letters.findall(text)):
            weights[name] = count * _WEIGHT.get(name, 1)
    # Japanese is written in both: a little kana tells it from Chinese.
    if "Kana" in weights and weights["Kana"] * 20 >= weights["Hani"]:
        weights["Kana"] += weights.pop("Hani", 0)
    elif "Hani" in weights:
        weights["Hani"] += weights.pop("Kana", 0)
    return weights


def _told_apart(script: str, text: str, blog: str) -> str | None:
    """The language of a text in this script; None where the blog's own may be meant."""
    if script == "Arab":
        return _arabic_script(text, blog)
    if script == "Cyrl":
        return _cyrillic_script(text, blog)
    if script == "Hani" and blog in {"ja", "ko"} and len(_SCRIPTS["Hani"].findall(text)) < 20:
        return None  # A short heading of Chinese characters alone is common in Japanese.
    if blog in _OTHERS.get(script, "").split():
        return None
    return _LANGUAGE[script]


def _arabic_script(text: str, blog: str) -> str | None:
    if blog in {"ps", "ckb", "sd", "ug"}:
        return None
    urdu, persian, arabic = (len(p.findall(text)) for p in (_URDU, _PERSIAN, _ARABIC))
    if urdu * 50 >= len(_SCRIPTS["Arab"].findall(text)) and urdu:
        return "ur"
    if persian > arabic:
        return "fa" if blog != "ur" else None
    return "ar" if arabic or blog not in {"fa", "ur"} else None


def _cyrillic_script(text: str, blog: str) -> str | None:
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if blog in {"be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "tt"}:
        return None
    if _BELARUSIAN.search(text) and russian:
        return "be"
    if ukrainian > russian:
        return "uk"
    if _SERBIAN.search(text) and not russian:
        return "sr"
    return "ru" if russian or blog != "uk" else None


def _primary(language: str) -> str:
    return re.split("[-_]", language)[0].lower() or "en"


def _alias(language: str) -> str:
    return {"iw": "he", "in": "id"}.get(language, language)
