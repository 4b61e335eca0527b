"""Whatever stands in a vault, no format says anything else by it: each is read as its readers read it."""

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vault_tools.findings import Cause, Event, Finding, Report, Severity
from vault_tools.report import FORMATS, reporter
from vault_tools.report.gate import code_span, in_uri, in_xml, terminal, web_address
from vault_tools.report.style import Style

HOSTILE = [
    "\x1b[31m", "\x9b1m", "\u202ex", "\u2028::error::x", "\r\n::error file=a::x", "::error::x", "##[error]x", "%0A::x",
    "]]>", "<![CDATA[x", "</failure><testcase name='x'/>", "&lt;", "&#60;", "</td></table>", "<img src=x onerror=x>", "<!--",
    "|", "a|b|c", "\\|", "`", "``", "` `", " ", "`x", "x`", "```\n# x", "[x](https://x)", "![x](https://x)", "[x]: https://x",
    "@everyone", "#12", ":smile:", "https://x.example", "www.x.example", "$x$", "**x**", "\n## x", "\n\n- x", "{0}", "{{0}}",
    "\ud800", "\udcff\udcfe", "\ufffe", "\uffff", "\x00", "\x7f", "\U000e0041", "\ufeff", "甲" * 50, "",
]  # fmt: skip
FIELDS: dict[str, Callable[[str], object]] = {
    "path": lambda text: text or "x",
    "rule": lambda text: text or "x",
    "words": str,
    "doc": str,
    "source": str,
    "suggestions": lambda text: (text,),
    "values": lambda text: {"target": text},
    "cause": lambda text: Cause(Event.RENAMED, text or "x", text or "x"),
}
KNOWN = {
    "path": "a.md", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "rule": "broken-link", "key": "broken-link",
    "values": {"target": "x"}, "severity": Severity.ERROR,
}  # fmt: skip
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), max_size=4).map("".join)


def report_with(field: str, text: str) -> Report:
    finding = Finding(**{**KNOWN, field: FIELDS[field](text)})  # type: ignore[arg-type]
    return Report(root="/vault", findings=(finding,), checked=1)


def render(output_format: str, report: Report) -> str:
    return reporter(output_format)(report, Style())


def shape(content: object) -> object:
    """Return what JSON is, but for its texts."""
    if isinstance(content, dict):
        return {key: shape(value) for key, value in content.items()}
    return [shape(value) for value in content] if isinstance(content, list) else type(content)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("output_format", FORMATS)
def test_no_output_carries_what_a_terminal_or_a_runner_obeys(output_format: str, field: str) -> None:
    for hostile in HOSTILE:
        text = render(output_format, report_with(field, hostile))
        text.encode("utf-8")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]", text)
        assert "##[" not in text
        commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
        assert len(commands) == (output_format == "github")


@given(texts, st.sampled_from(sorted(FIELDS)), st.sampled_from(["json", "sarif", "gitlab", "rdjson"]))
def test_json_keeps_its_shape(text: str, field: str, output_format: str) -> None:
    rendered = json.loads(render(output_format, report_with(field, text)))
    usual = json.loads(render(output_format, report_with(field, "x")))
    if output_format == "sarif":  # a rule that is not built in is described in another way
        rendered, usual = rendered["runs"][0]["results"], usual["runs"][0]["results"]
    if output_format == "json":  # its summary has the names of rules as keys
        rendered, usual = rendered["findings"], usual["findings"]
    if field == "doc" and output_format == "rdjson":  # an address becomes a link
        rendered["diagnostics"][0]["code"].pop("url", None)
    assert shape(rendered) == shape(usual)


@given(texts, st.sampled_from(["path", "rule", "words", "values", "cause"]))
def test_xml_keeps_its_shape(text: str, field: str) -> None:
    def tags(content: str) -> list[str]:
        return [element.tag for element in ElementTree.fromstring(content).iter()]

    assert tags(render("junit", report_with(field, text))) == tags(render("junit", report_with(field, "x")))


MARKDOWN = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])


def parts(text: str) -> list[tuple[str, str]]:
    """Return what Markdown is made of, down to what stands in a line, but for texts."""
    tokens = [inner for token in MARKDOWN.parse(text) for inner in (token, *(token.children or ()))]
    return [(token.type, token.tag) for token in tokens]


@given(texts, st.sampled_from(["path", "rule", "words", "values", "cause"]))
def test_markdown_keeps_its_shape(text: str, field: str) -> None:
    assert parts(render("markdown", report_with(field, text))) == parts(render("markdown", report_with(field, "x")))


@pytest.mark.parametrize("field", ["path", "rule", "words", "values", "cause"])
@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_keeps_its_shape_with_each(text: str, field: str) -> None:
    assert parts(render("markdown", report_with(field, text))) == parts(render("markdown", report_with(field, "x")))


@given(texts)
def test_code_in_markdown_is_what_was_meant(text: str) -> None:
    (paragraph,) = [token for token in MARKDOWN.parse(f"- x {code_span(text)} y") if token.type == "inline"]
    (code,) = [token for token in paragraph.children or () if token.type == "code_inline"]
    shown = terminal(text)
    assert code.content == (shown if shown.strip(" ") else f" {shown} ")  # blanks alone are not stripped


@given(texts)
def test_xml_says_what_was_meant(text: str) -> None:
    element = ElementTree.fromstring(f'<a b="{in_xml(text)}">{in_xml(text)}</a>')
    assert element.get("b") == (element.text or "")
    assert re.sub(r"\\u(fffe|ffff)", "", element.text or "") == re.sub(
        "[\ufffe\uffff]|\\\\u(fffe|ffff)", "", terminal(text)
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a/b-c_d.~1.md", "a/b-c_d.~1.md", id="nothing to encode"),
        pytest.param("甲 50%.md", "%E7%94%B2%2050%25.md", id="Chinese, a blank, a percent sign"),
        pytest.param("c:/x?y#z", "c%3A/x%3Fy%23z", id="what has a meaning in addresses"),
        pytest.param("\udcff.md", "%FF.md", id="no UTF-8"),
        pytest.param("\ud800", "%ED%A0%80", id="half of a pair"),
        pytest.param("a\nb\x1b", "a%0Ab%1B", id="controls"),
    ],
)
def test_paths_as_references(path: str, expected: str) -> None:
    assert in_uri(path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("https://x.example/a?b=c#d", "https://x.example/a?b=c#d", id="an address"),
        pytest.param("https://x.example/规则 1\x1b<", "https://x.example/%E8%A7%84%E5%88%99%201%1B%3C", id="encoded"),
        pytest.param("规则/链接.md", "", id="a path"),
        pytest.param("javascript:alert(1)", "", id="no page on the web"),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert web_address(text) == expected
