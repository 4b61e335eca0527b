"""Addresses of pages: what is taken from them, and which of them are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.urls import comparable_address, is_address, strip_parameters


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://e.com/a?utm_source=x&utm_medium=y", "https://e.com/a", id="nothing else is left"),
        pytest.param("https://e.com/a?id=1&utm_source=x&b=2", "https://e.com/a?id=1&b=2", id="in the middle"),
        pytest.param("https://e.com/a?fbclid=x&id=1&b", "https://e.com/a?id=1&b", id="the first"),
        pytest.param("https://e.com/a?UTM_Source=x#top", "https://e.com/a#top", id="in capitals, before a place"),
        pytest.param("https://e.com/a?id=1&amp;spm=x&amp;b=2", "https://e.com/a?id=1&amp;b=2", id="as HTML writes it"),
        pytest.param("https://e.com/a?utmost=1", "https://e.com/a?utmost=1", id="a name that begins otherwise"),
        pytest.param("https://e.com/a?spmx=1&xspm=2", "https://e.com/a?spmx=1&xspm=2", id="no star, the whole name"),
        pytest.param("https://e.com/?from=2020&to=2021", "https://e.com/?from=2020&to=2021", id="an honest word"),
        pytest.param("https://mp.weixin.qq.com/s?__biz=a&from=b", "https://mp.weixin.qq.com/s?__biz=a", id="of a host"),
        pytest.param("https://notqq.com/s?from=b", "https://notqq.com/s?from=b", id="a host that ends alike"),
        pytest.param("https://e.com/a??&&", "https://e.com/a??&&", id="untouched without any"),
        pytest.param("https://e.com/a#/b?utm_source=x", "https://e.com/a#/b?utm_source=x", id="behind the place"),
        pytest.param("utm_source=x", "utm_source=x", id="no address"),
        pytest.param("mailto:a@e.com?utm_source=x", "mailto:a@e.com?utm_source=x", id="another scheme"),
    ],
)
def test_parameters_are_stripped(url: str, expected: str) -> None:
    assert strip_parameters(url) == expected


def test_patterns_can_be_chosen() -> None:
    assert strip_parameters("https://e.com/?a=1&utm_source=2", ["A"]) == "https://e.com/?utm_source=2"
    assert strip_parameters("https://e.com/?a=1", []) == "https://e.com/?a=1"


@pytest.mark.parametrize(
    ("url", "other"),
    [
        pytest.param("http://E.com/a", "https://www.e.com/a/", id="scheme, www, slash, case of the host"),
        pytest.param("https://e.com:443/a", "http://e.com:80/a#x", id="ports and places"),
        pytest.param("https://e.com", "https://e.com./?utm_source=x", id="a host alone"),
        pytest.param("https://e.com/?b=2&a=1", "https://e.com/?a=1&amp;b=2", id="parameters in another order"),
        pytest.param("//e.com/a", " https://e.com/a ", id="no scheme, blanks around"),
    ],
)
def test_addresses_of_one_page(url: str, other: str) -> None:
    assert comparable_address(url) == comparable_address(other)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        pytest.param("https://e.com/a", "https://e.com/A", id="case of the path"),
        pytest.param("https://e.com/?a=1", "https://e.com/?a=2", id="parameters"),
        pytest.param("https://e.com/#/a", "https://e.com/#/b", id="addresses behind the hash"),
        pytest.param("https://e.com:8080/", "https://e.com/", id="another port"),
        pytest.param("https://a.e.com/", "https://e.com/", id="a host below"),
        pytest.param("微信", "微博", id="no addresses"),
    ],
)
def test_addresses_of_two_pages(url: str, other: str) -> None:
    assert comparable_address(url) != comparable_address(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("https://e.com", True, id="a page"),
        pytest.param("HTTP://e.com/a?b#c", True, id="in capitals"),
        pytest.param("//e.com", True, id="without a scheme"),
        pytest.param("e.com/a", False, id="a host alone"),
        pytest.param("https://e.com 原文", False, id="words behind it"),
        pytest.param("https://", False, id="no host"),
        pytest.param("ftp://e.com", False, id="another scheme"),
    ],
)
def test_what_is_an_address(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@given(st.text(), st.text(alphabet="ab=&?#/utm_;p", max_size=40))
def test_whatever_stands_there(text: str, rest: str) -> None:
    for url in (text, f"https://e.com/{text}", f"https://e.com/?{rest}"):
        stripped = strip_parameters(url)
        assert strip_parameters(stripped) == stripped
        assert comparable_address(stripped) == comparable_address(url)
