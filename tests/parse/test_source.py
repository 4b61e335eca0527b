"""Bytes to text: only UTF-8 is read; anything else is named, with its byte and line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.model import Fault
from vault_tools.parse.source import decode, decode_anyway, normalise
from vault_tools.positions import Lines

SIMPLIFIED = "这是一篇用来检验编码的笔记，里面有一些常见的汉字，也有标点。\n它有两行。\n"
TRADITIONAL = "這是一篇用來檢驗編碼的筆記，裡面有一些常見的漢字，也有標點。\n它有兩行。\n"
JAPANESE = "これは文字コードを調べるためのノートです。よく使う文字があります。\n"
KOREAN = "이 노트는 문자 인코딩을 검사하기 위한 것입니다. 자주 쓰이는 글자가 있다.\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("甲é𝄞\n", id="beyond ASCII"),
        pytest.param("\ufeff甲", id="a byte order mark stays"),
        pytest.param("a\r\nb\rc\x0b\x1b", id="controls"),
        pytest.param("\ufffd", id="a replacement character that somebody wrote"),
    ],
)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode("utf-8")) == text


@pytest.mark.parametrize(
    ("raw", "message", "byte", "line", "encoding"),
    [
        pytest.param(SIMPLIFIED.encode("gbk"), "not-utf8", 1, 1, "GB18030", id="GBK"),
        pytest.param((SIMPLIFIED + "𠮷").encode("gb18030"), "not-utf8", 1, 1, "GB18030", id="GB18030"),
        pytest.param(b"# a\n\nb " + SIMPLIFIED.encode("gbk"), "not-utf8", 8, 3, "GB18030", id="behind ASCII lines"),
        pytest.param(b"# a\r\n\r\n" + SIMPLIFIED.encode("gbk"), "not-utf8", 8, 3, "GB18030", id="behind CRLF lines"),
        pytest.param(
            b"# a\r\r" + SIMPLIFIED.encode("gbk"),
            "not-utf8",
            6,
            3,
            "GB18030",
            id="behind CR lines",
        ),
        pytest.param(TRADITIONAL.encode("big5"), "not-utf8", 1, 1, "BIG5", id="Big5"),
        pytest.param(JAPANESE.encode("shift_jis"), "not-utf8", 1, 1, "SHIFT-JIS", id="Shift JIS"),
        pytest.param(KOREAN.encode("euc_kr"), "not-utf8", 1, 1, "EUC-KR", id="EUC-KR"),
        pytest.param("title".encode("utf-16-le"), "not-utf8", 2, 1, "UTF-16", id="UTF-16 LE"),
        pytest.param("title".encode("utf-16-be"), "not-utf8", 1, 1, "UTF-16", id="UTF-16 BE"),
        pytest.param(
            b"\xfe\xff" + "题目".encode("utf-16-be"), "not-utf8", 1, 1, "UTF-16", id="UTF-16 without a zero byte"
        ),
        pytest.param(b"\xff\xfe" + "title".encode("utf-16-le"), "not-utf8", 1, 1, "UTF-16", id="UTF-16 LE, marked"),
        pytest.param(b"\xef\xbb\xbfa\n\0", "not-utf8.nul", 6, 2, "UTF-16", id="a zero byte"),
        pytest.param(SIMPLIFIED.encode()[:-2], "not-utf8.damaged", 104, 2, "", id="torn at the end"),
        pytest.param(b"\x8f" + SIMPLIFIED.encode(), "not-utf8.damaged", 1, 1, "", id="torn at the start"),
        pytest.param("甲乙丙丁戊己\n庚".encode() + b"\xff", "not-utf8.damaged", 23, 2, "", id="a wrong byte"),
        pytest.param("café au lait".encode("latin-1"), "not-utf8.unknown", 4, 1, "", id="Latin-1"),
        pytest.param(b"\xed\xa0\x80", "not-utf8.unknown", 1, 1, "", id="half of a pair"),
        pytest.param(b"a\n\xc0\x80", "not-utf8.unknown", 3, 2, "", id="overlong"),
        pytest.param(b"\xf5\x80\x80\x80", "not-utf8.unknown", 1, 1, "", id="beyond Unicode"),
    ],
)
def test_anything_else_is_named(raw: bytes, message: str, byte: int, line: int, encoding: str) -> None:
    fault = decode(raw)
    assert isinstance(fault, Fault)
    assert (fault.rule, fault.message, fault.values["byte"], fault.values["encoding"]) == (
        "not-utf8",
        message,
        str(byte),
        encoding,
    )
    assert Lines(decode_anyway(raw)).position(fault.span.start)[0] == line


@given(st.binary(max_size=60))
def test_whatever_the_bytes_there_is_a_text_or_a_fault(raw: bytes) -> None:
    found = decode(raw)
    if isinstance(found, str):
        assert found.encode("utf-8") == raw
        assert "\0" not in found
    else:
        assert 1 <= int(found.values["byte"]) <= len(raw)
        assert 0 <= found.span.start < len(decode_anyway(raw))
        assert found.span.end == found.span.start + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\nb", "a\nb", id="LF"),
        pytest.param("a\r\nb", "a \nb", id="CRLF"),
        pytest.param("a\rb", "a\nb", id="CR"),
        pytest.param("a\r\r\n\n\r", "a\n \n\n\n", id="a mixture"),
        pytest.param("a\u2028b\x0cc\x85\x0b\x1c", "a\u2028b\x0cc\x85\x0b\x1c", id="nothing else ends a line"),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(st.sampled_from("a甲 \r\n\u2028"), max_size=20))
def test_normalised_texts_have_the_same_places(text: str) -> None:
    normal = normalise(text)
    assert len(normal) == len(text)
    assert "\r" not in normal
    assert all(after == before or before == "\r" for before, after in zip(text, normal, strict=True))
