"""Names as people read them: those that look the same are the same. Knows no database."""

from __future__ import annotations

import unicodedata

# Letters that are taken for others, each with the one that it passes for. They are compared after
# case and accents went, so small letters are enough; I, l, 1 and | become one letter.
_PASSES_FOR = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "l", "ј": "j", "к": "k",
        "ӏ": "l", "м": "m", "н": "h", "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "у": "y",
        "ѵ": "v", "ԝ": "w", "х": "x",
        # Greek
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "l", "κ": "k", "μ": "m", "ν": "v", "ο": "o",
        "ρ": "p", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ζ": "z", "γ": "y",
        # Armenian, and letters of phoneticians
        "օ": "o", "ս": "u", "ո": "n", "ɑ": "a", "ɡ": "g", "ɩ": "l", "ʟ": "l", "ł": "l", "ø": "o",
        "ð": "d", "đ": "d", "ħ": "h", "ŧ": "t",
        # Latin letters, digits and signs
        "i": "l", "ı": "l", "|": "l", "!": "l", "1": "l", "0": "o", "3": "e", "5": "s", "$": "s",
        "4": "a", "@": "a", "7": "t",
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"))


def likeness(name: str) -> str:
    """What the name looks like: without case, accents, spaces, points and hidden signs.

    Two names of the same likeness are easily taken for each other. It is "" where nothing is seen.
    """
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(sign for sign in whole if unicodedata.category(sign) not in _UNSEEN)
    plain = "".join(sign for sign in seen.translate(_PASSES_FOR) if sign.isalnum())
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    # Of a name of signs alone, the signs are what people see.
    return plain or seen.strip()


# Accents; what is hidden or takes part in no name.
_UNSEEN = {"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
