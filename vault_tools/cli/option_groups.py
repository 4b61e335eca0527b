"""Options that belong together, handed to a command as one value."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def option_group(name: str, make: Callable[..., object], *options: Option) -> Callable[[Command], Command]:
    """Return a decorator that adds options to a command; it is given what `make` makes of their values, as `name`.

    The parameters of `make` are called what the options are.
    """
    taken = make.__code__.co_varnames[: make.__code__.co_argcount]

    def add(command: Command) -> Command:
        @wraps(command)
        def grouped(*args: Any, **values: Any) -> Any:
            made = make(**{parameter: values.pop(parameter) for parameter in taken})
            return command(*args, **{name: made}, **values)

        with_options: Callable[..., Any] = grouped
        for option in reversed(options):
            with_options = option(with_options)
        return with_options  # type: ignore[return-value]  # its parameters are options, and click looks at those

    return add
