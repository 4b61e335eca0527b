"""Write the pages in `docs/rules` and the schema from the rules themselves; `--check` only says whether they are true.

python docs/generate.py [--check]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from vault_tools.config.schema import json_schema
from vault_tools.rules import RULES, kinds
from vault_tools.rules.pages import page

DOCS = Path(__file__).parent


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each generated file with its contents."""
    ids = [*RULES, *kinds()]
    for id in ids:
        yield DOCS / "rules" / f"{id}.md", page(id)
    yield DOCS / "rules" / "README.md", _index(ids)
    yield DOCS / "vault.schema.json", json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _index(ids: list[str]) -> str:
    lines = ["# Rules", "", "Generated from the rules' docstrings. 中文页面在 [zh](zh) 文件夹里。", ""]
    family = ""
    for id in ids:
        rule = RULES.get(id) or kinds()[id]
        own_family = "house rules" if id in kinds() else rule.family
        if own_family != family:
            family = own_family
            lines += ["", f"## {family}", "", "| rule | default | what it reports |", "|---|---|---|"]
        lines.append(
            f"| [`{id}`]({id}.md) ([中文](zh/{id}.md)) | {rule.severity.label} | {page(id).split(chr(10), 3)[2]} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write what has changed, or with `--check` name it; return the exit code."""
    stale = [(path, text) for path, text in generated() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path, _ in stale:
            print(f"out of date: {path.relative_to(DOCS.parent)}; run: python docs/generate.py")
        return 1 if stale else 0
    for path, text in stale:
        path.write_text(text, "utf-8")
        print(f"written: {path.relative_to(DOCS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
