"""Trees of queries as texts: in a compact notation, and as queries."""

from vault_tools.search import syntax as s

PROPERTIES = ("title", "标题", "来源", "作者", "发布日期", "Stars", "译注", "in", "完成", "GitHub 检索星标")
"""The names that the tests' vault knows."""


def shown(node: s.Node | s.Test | None) -> str:  # noqa: C901  # a case for each kind of node
    """Return a tree in a compact notation."""
    match node:
        case None:
            return "any"
        case s.Text(text, s.How.PHRASE):
            return f'phrase "{text}"'
        case s.Text(text, how):
            return f"{how} {text}"
        case s.And(parts):
            return f"and({', '.join(map(shown, parts))})"
        case s.Or(parts):
            return f"or({', '.join(map(shown, parts))})"
        case s.Not(part):
            return f"not({shown(part)})"
        case s.In(name, part) | s.Within(name, part):
            return f"{name}({shown(part)})"
        case s.Case(is_sensitive, part):
            return f"{'match' if is_sensitive else 'ignore'}-case({shown(part)})"
        case s.Tag(name):
            return f"tag {name}"
        case s.Property(name, None):
            return f"[{name}]"
        case s.Property(name, test):
            return f"[{name}: {shown(test)}]"
        case s.LinksTo(target, subpath):
            return f"links-to {target}{subpath or ''}"
        case s.LinkedFrom(target):
            return f"linked-from {target}"
        case s.Compare(relation, value):
            return f"{relation} {quantity(value)}"
        case s.Between(start, end):
            return f"from {quantity(start)} to {quantity(end)}"
        case s.Is(what):
            return f"is {what}"
    raise AssertionError(node)


def quantity(value: s.Quantity | None) -> str:
    if value is None:
        return "any"
    days = value.first if value.first == value.last else f"{value.first}/{value.last}"
    return " or ".join(filter(None, ("" if value.number is None else f"{value.number:g}", days)))


def written(node: s.Node | s.Test) -> str:  # noqa: C901  # a case for each kind of node
    """Write a tree as a query."""
    match node:
        case s.Text(text, s.How.PHRASE):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case s.Text(text, how):
            return {s.How.PREFIX: f"{text}*", s.How.REGEX: f"/{text}/"}.get(how, text)
        case s.And(parts):
            return " ".join(grouped(part) if isinstance(part, s.Or) else written(part) for part in parts)
        case s.Or(parts):
            return " OR ".join(map(written, parts))
        case s.Not(part):
            return f"-({written(part)})"
        case s.In(name, part) | s.Within(name, part):
            return f'{name}:""' if part is None else f"{name}:{grouped(part)}"
        case s.Case(is_sensitive, part):
            return f"{'match' if is_sensitive else 'ignore'}-case:{grouped(part)}"
        case s.Tag(name):
            return f"tag:{written(s.Text(name, s.How.PHRASE, node.span))}"
        case s.Property(name, None):
            return f'["{name}"]'
        case s.Property(name, test):
            return f"{name}:{grouped(test)}" if name in PROPERTIES else f'["{name}":{written(test)}]'
        case s.LinksTo(target, subpath):
            return "links-to:" + written(s.Text(target + (subpath or ""), s.How.PHRASE, node.span))
        case s.LinkedFrom(target):
            return "linked-from:" + written(s.Text(target, s.How.PHRASE, node.span))
        case s.Compare(relation, value):
            return relation + days(value)
        case s.Between(start, end):
            return f"{days(start)}..{days(end)}"
        case s.Is(what):
            return what
    raise AssertionError(node)


def grouped(node: s.Node | s.Test) -> str:
    return written(node) if isinstance(node, s.Text | s.Compare | s.Between | s.Is) else f"({written(node)})"


def days(value: s.Quantity | None) -> str:
    if value is None:
        return ""
    if not value.first:
        return f"{value.number:.0f}"
    return value.first[:4] if value.number else value.first[: 7 if value.first != value.last else 10]
