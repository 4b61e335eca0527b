"""Terms side by side, `OR`, minus and parentheses: the same around notes, names and values of properties."""

from collections.abc import Callable
from typing import TypeVar

from vault_tools.search.query.reader import Reader, says_something
from vault_tools.search.syntax import And, How, Node, Not, Or, Test, Text

Term = TypeVar("Term", Node, Test)


def read_terms(reader: Reader, term: Callable[[], Term], *, has_numbers: bool = False) -> Term | None:
    """Read terms up to the end of what encloses them; None where there is none.

    `term` reads one that begins at the cursor. With `has_numbers`, `-5` is a number and not a negated 5.
    """
    alternatives: list[list[Term]] = [[]]
    either = 0
    while not _is_at_last(reader):
        if not (reader.is_at("OR") and reader.is_gap(reader.position + len("OR"))):
            reader.count_term()
            alternatives[-1].append(_signed(reader, term, has_numbers))
            continue
        either = reader.position
        _require(reader, alternatives[-1], either)
        alternatives.append([])
        reader.position += len("OR")
    if alternatives == [[]]:
        return None
    _require(reader, alternatives[-1], either)
    return _any_of([_all_of(parts) for parts in alternatives])


def read_grouped(reader: Reader, term: Callable[[], Term], *, has_numbers: bool = False) -> Term:
    """Read a term, or several in parentheses."""
    if not reader.is_at("("):
        return term()
    start = reader.position
    reader.enter("(", ")")
    found = read_terms(reader, term, has_numbers=has_numbers)
    reader.leave("query.unclosed-group")
    if found is None:
        raise reader.mistake("query.empty-group", start)
    return found


def _is_at_last(reader: Reader) -> bool:
    reader.skip_blanks()
    return reader.is_at_end() or reader.closes(reader.position)


def _require(reader: Reader, parts: list[Term], either: int) -> None:
    """Raise unless there is something to look for on this side of the `OR` at `either`, or in the whole."""
    if not parts:
        raise reader.mistake("query.lone-or", either)
    for part in parts:
        if not (isinstance(part, Text) and part.how is How.WORD and part.text == "-"):
            return
        lone = part.span.start
    raise reader.mistake("query.lone-minus", lone)


def _signed(reader: Reader, term: Callable[[], Term], has_numbers: bool) -> Term:
    if not _is_negated(reader, has_numbers):
        return read_grouped(reader, term, has_numbers=has_numbers)
    reader.position += 1
    return Not(read_grouped(reader, term, has_numbers=has_numbers))


def _is_negated(reader: Reader, has_numbers: bool) -> bool:
    """Whether a minus here means not. In `a - b`, `->` and `--help` it does not."""
    if not reader.is_at("-") or reader.is_gap(reader.position + 1):
        return False
    run = reader.run()
    if run[1] in "->" or (has_numbers and run[1].isdigit()):
        return False
    return run[1] in '"([' or says_something(run)


def _all_of(parts: list[Term]) -> Term:
    flat: list[Term] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _any_of(parts: list[Term]) -> Term:
    flat: list[Term] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Or) else (part,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
