"""What notes have in common: properties and names that mean the same, sections, lists, links, counts."""

import pytest

from support import memory_vault
from vault_tools.survey import by_folder, surveyed
from vault_tools.survey.counts import statistics
from vault_tools.survey.drift import find_drift
from vault_tools.survey.links import link_habits
from vault_tools.survey.properties import kind_of, merged, odd_properties, property_uses
from vault_tools.survey.sections import list_uses, section_use


def front(**properties: str) -> str:
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in properties.items()) + "---\n"


def notes(count: int, folder: str = "n", **properties: str) -> dict[str, str]:
    """Return so many notes with the same properties; `{}` in a value is the note's number."""
    texts = (front(**{name: value.format(number) for name, value in properties.items()}) for number in range(count))
    return {f"{folder}/{'-'.join(properties)}{number}.md": text for number, text in enumerate(texts)}


# -- properties ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", "text"),
        ("2024-02-29", "date"),
        ("2023-02-29", "text"),
        ("2024-02-29T10:00", "datetime"),
        ("https://example.com/a", "url"),
        ("example.com", "text"),
        (1, "integer"),
        (1.5, "number"),
        (True, "checkbox"),
        (["a"], "list"),
        ([["a"]], "list"),
        ({"a": 1}, "mapping"),
        (None, "empty"),
        ("  ", "empty"),
        ([None, ""], "empty"),
    ],
)
def test_what_a_value_is(value: object, kind: str) -> None:
    assert kind_of(value) == kind


def test_properties_are_counted_by_spelling_with_types_values_and_folders() -> None:
    vault = memory_vault(
        {
            "a/1.md": front(状态="完成", Url="https://e.com"),
            "a/2.md": front(状态="[完成, 草稿]"),
            "b/3.md": front(状态="", url="无"),
            "board.canvas": "{}",
        }
    )
    uses = property_uses(surveyed(vault))
    assert [(use.name, use.notes, dict(use.kinds), dict(use.values), dict(use.folders)) for use in uses] == [
        ("状态", [0, 1, 2], {"text": 1, "list": 1, "empty": 1}, {"完成": 2, "草稿": 1}, {"a": 2, "b": 1}),
        ("Url", [0], {"url": 1}, {"https://e.com": 1}, {"a": 1}),
        ("url", [2], {"text": 1}, {"无": 1}, {"b": 1}),
    ]
    assert uses[0].filled == 2
    both = merged(uses, "URL")
    assert both
    assert (both.name, both.notes, dict(both.kinds)) == ("Url", [0, 2], {"url": 1, "text": 1})
    assert merged(uses, "别的") is None


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        pytest.param(["2024-01-05", "2024-01-06", "昨天"], ["text"], id="a text among dates"),
        pytest.param(["一", "二", "[三]"], ["list"], id="a list among texts"),
        pytest.param(["一", "二", "https://e.com", "2024-01-05"], [], id="silent: an address is a text"),
        pytest.param(["1.5", "2.5", "3"], [], id="silent: an integer is a number"),
        pytest.param(["一", "二", ""], [], id="silent: an empty value"),
    ],
)
def test_odd_values(values: list[str], odd: list[str]) -> None:
    found = surveyed(memory_vault({f"{number}.md": front(x=value) for number, value in enumerate(values)}))
    (use,) = property_uses(found)
    assert [kind for _, _, kind in odd_properties(found, use)] == odd


def test_what_obsidian_hides_is_not_surveyed() -> None:
    vault = memory_vault({"a.md": front(x="1"), "hidden/b.md": front(y="1")})
    vault.hides = lambda path: path.startswith("hidden/")
    assert [use.name for use in property_uses(surveyed(vault))] == ["x"]


def test_folders() -> None:
    found = surveyed(memory_vault({"r.md": "", "a/1.md": "", "a/b/2.md": "", "a/b/c/3.md": ""}))
    assert {name: len(inside) for name, inside in by_folder(found).items()} == {"a": 3, "": 1}
    assert {name: len(inside) for name, inside in by_folder(found, 2).items()} == {"a/b": 2}


# -- names that mean the same ----------------------------------------------------------------------------------

WIDE = {"Ｓtars": "{}"}  # as a keyword, Python would make it narrow
URL = "https://e{}.com"
DRIFT = [
    pytest.param(
        notes(20, 官方网站=URL) | notes(3, 官网=URL), [("官网", "官方网站", ("part", "kind"))], id="a short form"
    ),
    pytest.param(notes(20, 官方网站=URL) | notes(3, "m", 官网=URL), [], id="silent: in other folders"),
    pytest.param(notes(20, 官方网站=URL) | notes(3, 官网="{}"), [], id="silent: values of another type"),
    pytest.param(notes(4, 官方网站=URL) | notes(3, 官网=URL), [], id="silent: both are frequent"),
    pytest.param(
        notes(20, 官方网站=URL) | notes(3, 官网=URL, 官方网站=URL), [], id="silent: both in one note are two things"
    ),
    pytest.param(
        notes(9, 许可证="MIT") | notes(2, 许可="MIT"), [("许可", "许可证", ("part", "values"))], id="the same values"
    ),
    pytest.param(notes(9, 版本快照="v{}.0") | notes(2, 版本="{}月"), [], id="silent: a part with other values"),
    pytest.param(notes(9, title="{}") | notes(2, 标题="{}"), [("标题", "title", ("translation",))], id="a translation"),
    pytest.param(notes(9, Author="{}") | notes(2, author="{}"), [("author", "Author", ("spelling",))], id="case"),
    pytest.param(notes(9, Stars="1{}") | notes(2, **WIDE), [("Ｓtars", "Stars", ("spelling",))], id="width"),
    pytest.param(notes(9, tags="[x]") | notes(2, tag="x{}"), [("tag", "tags", ("spelling",))], id="one and many"),
    pytest.param(
        notes(9, Stars="1{}") | notes(2, **{"Stars（记录）": "{}"}),
        [("Stars（记录）", "Stars", ("spelling",))],
        id="what stands in parentheses",
    ),
    pytest.param(
        notes(9, source=URL) | notes(2, sourse=URL), [("sourse", "source", ("typo", "kind"))], id="a wrong letter"
    ),
    pytest.param(notes(9, isbn13=URL) | notes(2, isbn10=URL), [], id="silent: another number"),
    pytest.param(notes(9, start="2024-01-0{}") | notes(2, state="x{}"), [], id="silent: another word"),
    pytest.param(
        notes(6, 统计时间="2024-01-05") | notes(2, 统计日期="2024-01-05"),
        [("统计日期", "统计时间", ("synonym", "kind"))],
        id="a word for the same",
    ),
    pytest.param(notes(9, 创建时间="2024-01-05") | notes(3, 更新时间="2024-01-05"), [], id="silent: one character"),
    pytest.param({"a.md": front(x="1")}, [], id="silent: one name"),
]


@pytest.mark.parametrize(("files", "expected"), DRIFT)
def test_drift(files: dict[str, str], expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    found = find_drift(property_uses(surveyed(memory_vault(files))))
    assert [(drift.rare.name, drift.usual.name, drift.reasons) for drift in found] == expected
    assert all(0.75 <= drift.score <= 1 for drift in found)


# -- sections and lists ----------------------------------------------------------------------------------------


def test_sections_their_order_and_the_last() -> None:
    texts = [
        "## 摘要\n## 正文\n## 主题\n",
        "## 摘要\n## 别的\n## 主题\n",
        "## 正文\n## 摘要\n> ## 引用\n",
        "# 一\n### 三\n",
    ]
    use = section_use(surveyed(memory_vault({f"{number}.md": text for number, text in enumerate(texts)})))
    assert (use.share("摘要"), use.share("主题"), use.share("引用")) == (0.75, 0.5, 0)
    assert use.in_order(["主题", "正文", "摘要"]) == ["摘要", "正文", "主题"]
    assert (use.keeping(["摘要", "正文", "主题"]), use.keeping(["摘要", "主题"])) == (0.75, 1)
    assert (use.ending_with("主题"), use.ending_with("摘要"), use.ending_with("没有")) == (1, pytest.approx(1 / 3), 0)


@pytest.mark.parametrize(
    ("items", "links"),
    [
        pytest.param("- [[AI]]\n* [[AI|别名]]\n1. [[AI]]\n", 3, id="links and nothing else"),
        pytest.param("- [[AI]]；理由\n- 见 [[AI]]\n- AI\n- [AI](00/AI.md)\n- ![[AI]]\n", 0, id="silent: anything else"),
        pytest.param("- [[AI]] [[AI]]\n- [ ] [[AI]]\n", 0, id="silent: two links, a task"),
    ],
)
def test_items_that_are_one_link(items: str, links: int) -> None:
    text = f"---\nx: '[[AI]]'\n---\n- [[AI]]\n## 主题\n{items}\n## 别的\n- [[AI]]\n"
    vault = memory_vault({"a.md": text, "00/AI.md": ""})
    use = list_uses(surveyed(vault), ["主题"], vault)["主题"]
    assert (use.items, use.links) == (items.count("\n"), links)
    assert dict(use.targets) == ({"00": links} if links else {})
    assert (use.notes, use.strays) == (bool(links), False)


# -- links and counts ------------------------------------------------------------------------------------------


def test_link_habits() -> None:
    text = "[[00/AI]] [[00/AI.md]] [[AI]] [[../00/AI]] [[x/00/AI]] [[没有]] [[root]] [a](../00/AI.md) [[#h]] [[图.png]]"
    vault = memory_vault({"01/a.md": text, "00/AI.md": "", "root.md": "", "图.png": ""})
    habits = link_habits(surveyed(vault), vault)
    assert dict(habits.forms) == {"full": 2, "shortest": 1, "relative": 1}
    assert dict(habits.extensions) == {"omit": 4, "keep": 1}
    assert dict(habits.syntaxes) == {"wikilink": 5, "markdown": 1}


def test_statistics() -> None:
    vault = memory_vault(
        {
            "a.md": "---\nTags: [X]\nl: '[[b]]'\n---\n# h\n[[b]] ![[b]] [[没有]] [[a]] [e](https://e.com) #x #y/z\n- [ ] 做\n- [x] 完\n",
            "b.md": "",
            "c.md": "[[b]]",
            "图.png": "",
        }
    )
    counts, most_linked = statistics(vault)
    assert counts == {
        "notes": 3,
        "other-files": 1,
        "characters": len(vault.read("a.md")) + len("[[b]]"),
        "headings": 1,
        "links": 6,
        "unresolved": 1,
        "embeds": 1,
        "external-links": 1,
        "orphans": 2,
        "dead-ends": 1,
        "properties": 2,
        "tags": 2,
        "tasks": 2,
        "tasks-open": 1,
    }
    assert most_linked == [("b.md", 2)]
