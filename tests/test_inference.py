"""What a vault's notes say about their rules, and that its text is a configuration whatever they hold."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import memory_vault
from vault_tools.config.active import active_rules, scope
from vault_tools.config.read import parse_config
from vault_tools.engine import check
from vault_tools.globs import Globs
from vault_tools.inference import as_toml, infer, tempered
from vault_tools.inference.draft import Draft, HouseRule
from vault_tools.inference.folders import excluded, id_part, scopes
from vault_tools.inference.rules import house_rules
from vault_tools.inference.toml import folder_pattern, is_whole, key, pattern, said, text
from vault_tools.survey import surveyed

Files = dict[str, str]


def front(**properties: str) -> str:
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in properties.items()) + "---\n"


def notes(count: int, text: str = "", folder: str = "01-博客", start: int = 0) -> Files:
    """Return so many notes; `{}` in the text is the note's number."""
    return {f"{folder}/{number}.md": text.replace("{}", str(number)) for number in range(start, start + count)}


def rules(files: Files, types: dict[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the options of each rule that the notes seem to follow, by id."""
    vault = memory_vault(files, types=types)
    found = surveyed(vault)
    return {rule.id: rule.options for rule in house_rules(found, scopes(found), vault, "en")}


def inferred(files: Files, lang: str = "en", template_folder: str = "") -> str:
    """Return the text that is written for a vault, as the command does it, and make sure that it loads."""
    vault = memory_vault(files)
    draft = infer(vault, lang, template_folder)
    vault = vault.without(draft.excludes)
    config = parse_config(as_toml(draft), "vault.toml")
    report = check(vault, active_rules(config), scope(config, lambda path: True))
    written = as_toml(tempered(draft, report))
    parse_config(written, "vault.toml")
    return written


# -- fields ----------------------------------------------------------------------------------------------------

FIELDS = [
    pytest.param(notes(50, front(名="x{}")), ["fields.\"名\" = { required = true }"], id="all have it"),
    pytest.param(
        notes(49, front(名="x{}")) | notes(1, "", start=49), ["fields.\"名\" = { required = true }"], id="all but 2 %"
    ),
    pytest.param(
        notes(45, front(名="x{}", 日="2024-01-05")) | notes(5, front(日="2024-01-06"), start=45),
        [
            'fields."日" = { required = true, type = "date" }',
            "# fields.\"名\" = { required = true }  # not required: 5 notes have none",
        ],
        id="all but 10 %: a comment",
    ),
    pytest.param(notes(30, front(名="x{}")) | notes(20, "", start=30), [], id="silent: 60 %"),
    pytest.param(notes(50, front(名="")), [], id="silent: empty everywhere"),
    pytest.param(notes(9, front(名="x{}")), [], id="silent: too few notes"),
    pytest.param(
        notes(25, front(title="x{}")) | notes(25, front(标题="x{}"), start=25),
        ["fields.title = { required = true }"],
        id="under either name",
    ),
    pytest.param(
        notes(25, front(Name="x{}")) | notes(25, front(name="x{}"), start=25),
        ["fields.Name = { required = true }"],
        id="in any case",
    ),
]  # fmt: skip
TYPES = [
    pytest.param(["2024-01-05"] * 19 + ["昨天"], 'type = "date"', id="dates, but for one in twenty"),
    pytest.param(["2024-01-05"] * 17 + ["昨天"] * 3, "", id="silent: dates, but for too many"),
    pytest.param(["2024-01-05T10:00"] * 20, 'type = "datetime"', id="times"),
    pytest.param(["https://e.com/{}"] * 20, 'type = "url"', id="addresses"),
    pytest.param(["[a, b]"] * 20, 'type = "list"', id="lists"),
    pytest.param(["[a, b]"] * 10 + ["甲{}"] * 10, "", id="silent: lists and texts"),
    pytest.param(["true"] * 20, 'type = "checkbox"', id="booleans"),
    pytest.param(["3"] * 20, 'type = "integer"', id="integers"),
    pytest.param(["3"] * 10 + ["2.5"] * 10, 'type = "number"', id="numbers"),
    pytest.param(["甲"] * 8 + ["乙"] * 11 + ["丙"], 'enum = ["丙", "乙", "甲"]', id="few values"),
    pytest.param(
        ["进行中的"] * 8 + ["已完成的"] * 11 + ["已完成"], 'enum = ["已完成的", "进行中的"]', id="one misspelt"
    ),
    pytest.param(["甲"] * 20, "", id="silent: one value"),
    pytest.param(["甲{}"] * 20, "", id="silent: many values"),
    pytest.param(["'[[甲]]'"] * 10 + ["'[[乙]]'"] * 10, "", id="silent: links"),
    pytest.param(["'90'"] * 10 + ["'91'"] * 10, "", id="silent: numbers as texts"),
    pytest.param(["甲" * 50] * 10 + ["乙" * 50] * 10, "", id="silent: prose"),
]


@pytest.mark.parametrize(("files", "expected"), FIELDS)
def test_fields(files: Files, expected: list[str]) -> None:
    assert list(rules(files).get("博客-properties", ())) == expected


@pytest.mark.parametrize(("values", "expected"), TYPES)
def test_types_and_choices(values: list[str], expected: str) -> None:
    files = {f"a/{number}.md": front(x=value.format(number)) for number, value in enumerate(values)}
    wanted = f"required = true, {expected}" if expected else "required = true"
    assert rules(files)["a-properties"] == (f"fields.x = {{ {wanted} }}",)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("甲{}", True, id="as the file is called"),
        pytest.param("Ａ：{} b", True, id="but for what a file name cannot hold"),
        pytest.param("乙{}", False, id="silent: otherwise"),
    ],
)
def test_titles_that_are_file_names(title: str, expected: bool) -> None:
    stem = title.replace("：", "").replace("乙", "甲")
    files = {f"a/{stem.format(number)}.md": front(title=f"'{title.format(number)}'") for number in range(20)}
    (line,) = rules(files)["a-properties"]
    assert ('equals = "filename", compare = "normalized"' in line) == expected


def test_a_type_that_obsidian_knows_is_not_repeated() -> None:
    files = notes(20, front(日="2024-01-05"), "a")
    assert rules(files, {"日": "date"})["a-properties"] == ('fields."日" = { required = true }',)
    assert rules(files)["a-properties"] == ('fields."日" = { required = true, type = "date" }',)


def test_a_folder_inside_may_have_more_in_common() -> None:
    files = notes(60, front(title="x", 作者="林"), "a/林") | notes(60, front(title="x"), "a/别的")
    found = rules(files)
    assert found["a-properties"] == ("fields.title = { required = true }",)
    assert found["a-林-properties"] == ("fields.\"作者\" = { required = true }",)  # fmt: skip
    assert "a-别的-properties" not in found


# -- sections, lists, links, names -----------------------------------------------------------------------------

POST = "## 摘要\n## 正文\n## 其他{}\n## 主题\n- [[00/AI]]\n- [[00/LLM]]\n"
TOPICS = {"00/AI.md": "", "00/LLM.md": "", "root.md": ""}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            notes(20, POST),
            ('required = ["摘要", "正文", "主题"]', 'order = ["摘要", "正文", "主题"]', 'last = "主题"'),
            id="all have them, in one order",
        ),
        pytest.param(
            notes(10, "## 甲\n## 乙\n") | notes(10, "## 乙\n## 甲\n", start=10),
            ('required = ["乙", "甲"]',),
            id="in any order",
        ),
        pytest.param(
            notes(18, "## 甲\n## 乙\n") | notes(2, "## 甲\n", start=18),
            ('required = ["甲"]', "# most notes also have: 乙 (90 %)", 'order = ["甲", "乙"]'),
            id="one that most have",
        ),
        pytest.param(notes(10, "## 甲\n") | notes(10, "", start=10), None, id="silent: half of them"),
        pytest.param(notes(20, "# 甲\n### 乙\n> ## 丙\n"), None, id="silent: other levels"),
        pytest.param(notes(9, POST), None, id="silent: too few notes"),
    ],
)
def test_sections(files: Files, expected: tuple[str, ...] | None) -> None:
    assert rules(files).get("博客-sections") == expected


LIST = ("unique = true", 'targets-in = ["/00/**"]')


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(notes(20, POST) | TOPICS, ('section = "主题"', *LIST), id="links into one folder"),
        pytest.param(
            notes(20, POST + "- [[root]]\n") | TOPICS, ('section = "主题"', "unique = true"), id="into several"
        ),
        pytest.param(
            notes(20, POST) | notes(20, "## 词条\n- [[AI]]\n", "02-词") | TOPICS,
            ('section = ["主题", "词条"]', *LIST),
            id="two sections: one rule",
        ),
        pytest.param(notes(20, POST + "- 文字\n") | TOPICS, None, id="silent: with other items"),
        pytest.param(
            notes(20, "## 主题\n" + "- [[00/AI]]\n" * 80 + "- 文字\n") | TOPICS,
            None,
            id="silent: one other in each note",
        ),
        pytest.param(notes(20, "## 主题\n[[00/AI]]\n") | TOPICS, None, id="silent: no list"),
    ],
)
def test_lists_of_links(files: Files, expected: tuple[str, ...] | None) -> None:
    found = rules(files).get("主题-items")
    assert (
        found is None
        if expected is None
        else found == (expected[0], r"item-pattern = '^\S+ \[\[[^\[\]]+\]\]\s*$'", *expected[1:])
    )


def test_a_section_that_is_no_list_elsewhere_has_a_rule_of_its_own() -> None:
    files = notes(20, POST) | notes(20, "## 词条\n- [[AI]]\n## 主题\n- 文字\n", "02-词") | TOPICS
    assert {id: options[0] for id, options in rules(files).items() if id.endswith("-items")} == {
        "主题-items": 'section = "主题"',
        "词条-items": 'section = "词条"',
    }


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        pytest.param("", ('target-form = "full"', 'extension = "omit"'), id="all alike"),
        pytest.param(
            "[[AI]] [[00/AI.md]]",
            ('target-form = "full"  # 1 of 102 are not', 'extension = "omit"  # 1 of 102 are not'),
            id="nearly all",
        ),
        pytest.param(
            "[[AI]] " * 8, ('# target-form = "full"  # 8 of 108 are not', 'extension = "omit"'), id="most: a comment"
        ),
        pytest.param("[[AI]] " * 60, ('extension = "omit"',), id="silent: names and paths"),
        pytest.param("[[AI]] [[AI.md]] " * 30, None, id="silent: mixed"),
    ],
)
def test_the_form_of_links(others: str, expected: tuple[str, ...] | None) -> None:
    files = notes(50, "[[00/AI]] [[00/LLM]]") | TOPICS | {"01-博客/x.md": others}
    assert rules(files).get("link-form") == expected


@pytest.mark.parametrize(
    ("usual", "rare", "expected"),
    [
        pytest.param(
            95, 4, ('fields."官方网站" = { instead-of = ["官网"] }  # 4 notes, against 95',), id="a rare name"
        ),
        pytest.param(60, 20, None, id="silent: not rare enough"),
        pytest.param(95, 2, None, id="silent: hardly any note"),
    ],
)
def test_names_that_mean_the_same(usual: int, rare: int, expected: tuple[str, ...] | None) -> None:
    files = notes(usual, front(官方网站="https://e.com")) | notes(rare, front(官网="https://e.com"), start=usual)
    assert rules(files).get("property-names") == expected


# -- folders ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "text", "template_folder", "reason"),
    [
        pytest.param("Templates", "", "", "name", id="templates by name"),
        pytest.param("09-模板", "", "", "name", id="in Chinese, with a number"),
        pytest.param("prompts", "", "", "name", id="prompts"),
        pytest.param("x/y", "", "x/y", "templates", id="what Obsidian says"),
        pytest.param("x", front(日="'{{date}}'"), "", "placeholders", id="placeholders"),
        pytest.param("x", front(日="2024-01-05"), "", "", id="silent: notes"),
        pytest.param("模板引擎", "", "", "", id="silent: a name that begins like it"),
    ],
)
def test_folders_that_hold_no_notes(folder: str, text: str, template_folder: str, reason: str) -> None:
    found = excluded(surveyed(memory_vault(notes(5, text, folder) | notes(20))), template_folder)
    assert [(one.folder, one.notes, one.reason) for one in found] == ([(folder, 5, reason)] if reason else [])


def test_a_vault_of_prompts_is_not_left_out() -> None:
    assert excluded(surveyed(memory_vault(notes(20, "", "prompts") | notes(5))), "") == []


def test_scopes_are_folders_with_notes_enough() -> None:
    files = notes(10) | notes(10, "", "02-博客") | notes(10, "", "My Notes") | notes(9, "", "few") | {"r.md": ""}
    found = [(one.name, one.pattern) for one in scopes(surveyed(memory_vault(files)))]
    assert found == [("博客", "/01-博客/**"), ("博客-2", "/02-博客/**"), ("my-notes", "/My Notes/**")]
    (whole,) = scopes(surveyed(memory_vault({f"{number}.md": "" for number in range(20)})))
    assert (whole.name, whole.pattern, len(whole.notes)) == ("", "", 20)


def test_a_vault_of_many_folders_has_the_largest_as_scopes() -> None:
    files = {f"{folder:02}/{number}.md": "" for folder in range(30) for number in range(10 + folder)}
    assert [one.folder for one in scopes(surveyed(memory_vault(files)))] == [str(folder) for folder in range(18, 30)]


# -- the text --------------------------------------------------------------------------------------------------


def test_what_is_written(tmp_path: Path) -> None:
    files = notes(20, front(title="x{}")) | notes(3, "", "prompts") | {"AGENTS.md": ""}
    assert inferred(files) == (
        "# Inferred by `vault init` from 21 notes: what nearly all of them do is taken for a rule\n"
        "# Keep what is meant, change the rest. `vault rule KIND` explains a kind and all its options\n"
        "\n"
        "[vault]\n"
        'exclude = ["/prompts/**"]  # 3 files that are no notes, by the folder\'s name\n'
        "\n"
        "[scopes]\n"
        '"博客" = ["/01-博客/**"]  # 20 notes\n'
        "\n"
        "[[rule]]\n"
        'id = "博客-properties"\n'
        'kind = "properties"\n'
        'files = ["@博客"]\n'
        "fields.title = { required = true }\n"
    )


def test_comments_are_in_the_language_that_is_spoken() -> None:
    written = inferred(notes(20, front(title="x{}")), "zh")
    assert written.startswith("# 由 `vault init` 从 20 篇笔记推断")
    assert parse_config(written, "vault.toml").lang == "zh"


def test_no_two_rules_have_one_id() -> None:
    both = front(title="x", 作者="林", 站="y")
    files = notes(60, both, "a/b") | notes(60, "", "a/c") | notes(20, both, "a-b")
    assert [rule.id for rule in parse_config(inferred(files), "vault.toml").house_rules] == [
        "a-b-properties",
        "a-b-properties-2",
    ]


def test_where_nothing_is_in_common_nothing_is_required() -> None:
    config = parse_config(inferred(notes(20)), "vault.toml")
    assert config.rules["missing-property"].options.required == ()
    assert config.house_rules == ()
    assert not config.scopes


def test_it_is_the_same_each_time() -> None:
    files = notes(30, POST) | TOPICS | notes(30, front(b="1", a="2"), "x")
    assert inferred(files) == inferred(dict(reversed(files.items())))


@pytest.mark.parametrize(
    ("broken", "severity"),
    [
        pytest.param(1, "error", id="silent: one note"),
        pytest.param(9, "error", id="silent: few notes, in a small vault"),
        pytest.param(12, "info", id="too many notes"),
    ],
)
def test_a_built_in_rule_that_many_notes_violate_only_informs(broken: int, severity: str) -> None:
    written = inferred(notes(40, front(title="x")) | notes(broken, front(title="x") + "[[没有]]", start=60))
    config = parse_config(written, "vault.toml")
    assert config.rules["broken-link"].severity.label == severity
    assert (f"violated by {broken} of {40 + broken} notes" in written) == (severity == "info")


def test_a_built_in_rule_that_one_folder_violates_is_ignored_there() -> None:
    written = inferred(notes(40, front(title="x")) | notes(12, front(title="x") + "[[没有]]", "y"))
    config = parse_config(written, "vault.toml")
    assert config.per_file_ignores == {"/y/**": ("broken-link",)}
    assert config.rules["broken-link"].severity.label == "error"


def test_a_house_rule_that_many_notes_violate_only_informs() -> None:
    rule = HouseRule("r", "properties", (), ("fields.x = { required = true }",), 20)
    draft = Draft("en", 20, rules=(rule,))
    for missing, severity in ((1, ""), (2, "info")):
        vault = memory_vault(notes(20 - missing, front(x="1")) | notes(missing, front(y="1"), start=30))
        config = parse_config(as_toml(draft), "vault.toml")
        report = check(vault, active_rules(config, ["r"]), scope(config, lambda path: True, ["r"]))
        assert tempered(draft, report).rules[0].severity == severity


# -- hostile names ---------------------------------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(), min_size=1, max_size=12) | st.sampled_from(
    [
        "[x]*!",
        "!a",
        "#a",
        "a b ",
        " ",
        "\\",
        '"',
        "'",
        "a\nb",
        "\u202e",
        "-",
        "all",
        "@x",
        "a,b",
        "%",
        "\ud800",
        "}",
        "**",
    ]
)


def _safe(name: str) -> str:
    """Return a name as a folder can have it."""
    return name.replace("/", "").replace("\0", "").strip(".") or "x"


@given(ANY)
def test_any_text_is_written_so_that_it_is_read_again(value: str) -> None:
    assert tomllib.loads(f"x = {text(value)}") == {"x": value}
    assert tomllib.loads(f"x = {pattern(value)}") == {"x": value}
    assert tomllib.loads(f"{key(value)} = 1  # {said(value)}") == {value: 1}


@given(NAMES, st.text(max_size=8))
def test_the_pattern_of_a_folder_covers_it_and_no_other(folder: str, other: str) -> None:
    folder, other = _safe(folder), _safe(other)
    if is_whole(folder):
        globs = Globs([folder_pattern(folder)])
        assert globs.covers(f"{folder}/a.md")
        assert globs.covers(f"{folder}/b/a.md")
        assert not globs.covers(f"{other}x/{folder}/a.md")
        assert other == folder or not globs.covers(f"{other}/a.md")


@given(NAMES)
def test_any_folder_has_a_name_for_ids(folder: str) -> None:
    toml = f'[scopes]\n{key(id_part(folder))} = ["x"]\n[[rule]]\nid = {text(id_part(folder) + "-x")}\nkind = "properties"\nfields.x.required = true'
    parse_config(toml, "vault.toml")


@st.composite
def vaults(draw: st.DrawFn) -> Files:
    """A vault of one or two folders of alike notes, whose names, properties and sections are whatever comes."""
    files: Files = {}
    for _ in range(draw(st.integers(1, 2))):
        folder = _safe(draw(NAMES))
        names = [
            f'"{name}"'
            for name in draw(st.lists(st.from_regex(r"\A[^\x00-\x1f\x7f\"\\\ud800-\udfff]{1,10}\Z"), max_size=3))
        ]
        values = draw(st.lists(ANY, min_size=1, max_size=3))
        sections = draw(st.lists(st.from_regex(r"\A[^\x00-\x1f\ud800-\udfff]{1,10}\Z"), max_size=3))
        for number in range(draw(st.sampled_from([3, 12, 25]))):
            value = values[number % len(values)].replace("'", "''").replace("\n", " ")
            lines = [f"{name}: '{value}'" for name in names]
            body = "".join(f"## {section}\n\n- [[AI]]\n\n" for section in sections)
            files[f"{folder}/{number}.md"] = "\n".join(["---", *lines, "---", body])
    return files


@given(vaults(), st.sampled_from(["en", "zh"]), NAMES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_vault_holds_the_text_is_a_configuration(files: Files, lang: str, template_folder: str) -> None:
    written = inferred(files, lang, template_folder)
    assert written.encode("utf-8")
    assert not any(char in written for char in "\x1b\u202e\u2028\ufeff")


def test_a_name_or_value_that_nobody_can_read_is_left_out() -> None:
    long = "x" * 1_000_000
    written = inferred(notes(20, f"---\n? {long[:200_000]}\n: 1\n---\n") | notes(20, front(状态=long), "y"))
    assert len(written) < 1_000


def test_a_vault_without_notes() -> None:
    assert parse_config(inferred({}), "vault.toml").house_rules == ()
    assert parse_config(inferred({"图.png": ""}), "vault.toml").exclude == ()
