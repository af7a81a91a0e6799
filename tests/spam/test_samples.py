"""Labelled comments are read from files of many makes; what cannot be read is refused in words."""

from __future__ import annotations

import pytest

from blog.spam.samples import BadSamples, Sample, read_samples

pytestmark = pytest.mark.sqlite

BOTH = [Sample("Grüße, alle", False), Sample("Buy\nnow", True)]


@pytest.mark.parametrize(
    "content",
    [
        'text,label\n"Grüße, alle",0\n"Buy\nnow",1\n'.encode(),
        '\ufeffText,Label\r\n"Grüße, alle",0\r\n"Buy\nnow",1\r\n'.encode(),
        'COMMENT_ID,CONTENT,CLASS\n7,"Grüße, alle",0\n8,"Buy\nnow",1\n'.encode(),
        'label;comment\nham;Grüße, alle\nspam;"Buy\nnow"\n'.encode(),
        'label\tmessage\n0.0\tGrüße, alle\n1.0\t"Buy\nnow"\n'.encode("utf-16"),
        'text,label\n"Grüße, alle",0\n"Buy\nnow",1\n'.encode("cp1252"),
        'text,label\n"Grüße, alle",0\n"not labelled",\n\n"Buy\nnow",1\n'.encode(),
    ],
    ids=["plain", "bom and crlf", "uci", "semicolons", "utf-16", "windows", "gaps"],
)
def test_a_file_is_read_whoever_made_it(content: bytes) -> None:
    assert read_samples(content) == BOTH


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no column 'text'"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        (b"words,label\nHello,1\n", "no column 'text'"),
        (b"text,kind\nHello,1\n", "no column 'label'"),
        (b"text,label\n", "no comment with a label"),
        (b"text,label\nHello,\n", "no comment with a label"),
        (b"text,label\nHello,2\n", "row 1: the label '2' is neither 1 nor 0"),
        (b"text,label\nHello\n", "row 1 has 1 of 2 fields"),
        (b'text,label\n"' + b"a" * 10_000_001 + b'",1\n', "larger than field limit"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(BadSamples, match=why):
        read_samples(content)
