"""A folder that holds nothing but one text note, as somebody who tries the tool has it: no configuration, no vault."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import write_vault

NOTE = """\
---
title: 给旧照片写说明的三个习惯
发布日期: 2025-03-18
作者: 沈未
来源: 家庭档案通讯
原文链接: https://example.com/archive/captions
---

## 摘要

照片背面的一行字，比照片本身更早消失。文章讲三个让说明活得更久的习惯。

## 正文

第一，写下谁在场，而不只写谁好看。第二，写地点时连同当时的地名。第三，不确定的就写“不确定”，
像 `[[待考]]` 这样的记号只在草稿里用。

## 关联主题

- [[00-元语/照片]]
- [[00-元语/说明文字]]
- [[00-元语/家庭档案]]
"""
FIELDS = "---\ntitle: t\n发布日期: 2025-01-01\n来源: s\n---\n"
TOPICS = {f"00-元语/{name}.md": FIELDS for name in ("照片", "说明文字", "家庭档案")}
BROKEN = [(20, 3, "broken-link"), (21, 3, "broken-link"), (22, 3, "broken-link")]
UNSOURCED = NOTE.replace("来源: 家庭档案通讯", "来源:")


@pytest.mark.parametrize(
    ("note", "others", "arguments", "code", "expected"),
    [
        pytest.param(NOTE, {}, [], 1, BROKEN, id="from inside the folder"),
        pytest.param(NOTE, {}, ["."], 1, BROKEN, id="the folder by its name"),
        pytest.param(NOTE, {}, ["写说明.txt"], 1, BROKEN, id="the note by its name"),
        pytest.param(NOTE.replace("\n", "\r\n"), {}, [], 1, BROKEN, id="line ends of Windows"),
        pytest.param(NOTE, TOPICS, [], 0, [], id="its topics exist"),
        pytest.param(UNSOURCED, {}, [], 1, [(1, 1, "missing-property"), *BROKEN], id="a default field is empty"),
        pytest.param(NOTE.removeprefix("---\n"), {}, [], 0, [], id="a text that is no note"),
    ],
)
def test_one_note(
    tmp_path: Path, note: str, others: dict[str, str], arguments: list[str], code: int, expected: list[object]
) -> None:
    write_vault(tmp_path, {"写说明.txt": note, **others})
    command = [sys.executable, "-m", "vault_tools", "check", "--output-format", "json", *arguments]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    report = json.loads(run.stdout)
    found = [(finding["line"], finding["column"], finding["rule"]) for finding in report["findings"]]
    assert (run.returncode, found) == (code, expected), run.stderr
    assert {finding["path"] for finding in report["findings"]} <= {"写说明.txt"}
    assert report["summary"]["notes"] == note.startswith("---") + len(others)
