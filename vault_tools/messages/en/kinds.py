"""What kinds of house rules say, in English, where a rule has no message of its own."""

MESSAGES = {
    # -- properties --
    "properties.enum": "'{name}' is {shown}; allowed: {limit}",
    "properties.pattern": "'{name}' is {shown}, which does not match {limit}",
    "properties.min": "'{name}' is {shown}; it may not be less than {limit}",
    "properties.max": "'{name}' is {shown}; it may not be greater than {limit}",
    "properties.earliest": "'{name}' is {value}; it may not be before {limit}",
    "properties.latest": "'{name}' is {value}; it may not be after {limit}",
    "properties.min-length": "'{name}' is too short ({length} of at least {limit} characters)",
    "properties.max-length": "'{name}' is too long ({length} of at most {limit} characters)",
    "properties.forbid-pattern": "'{name}' is {shown}, where '{match}' is not allowed",
    "properties.any-word": "'{name}' is {shown}, which contains none of: {limit}",
    "properties.forbid-suffix": "'{name}' is {shown}, which may not end in '{limit}'",
    "properties.script": "'{name}' is {shown}, without a character of the script {limit}",
    # -- path --
    # -- filename --
    # -- headings --
    # -- sections --
    # -- section-items --
    # -- links --
    # -- tags --
    # -- text --
    "text.forbid-phrases": "'{match}' may not stand here",
    "text.forbid-lines": "a line may not be just '{match}'",
    "text.forbid-patterns": "'{match}' may not stand here: it matches {limit}",
    "text.forbid-code-languages": "code in '{match}' may not stand here",
    "text.require-phrases": "'{limit}' is missing",
    "text.require-patterns": "nothing matches {limit}",
    "text.code-after": "'{match}' should be followed by a code block",
    "text.max-lines": "{length} lines; at most {limit} are allowed",
    "text.min-chars": "too short ({length} of at least {limit} characters)",
    "text.max-chars": "too long ({length} of at most {limit} characters)",
    # -- duplicates --
    # -- reciprocal --
    # -- what a text may be --
    "wording.enum": "{shown} is not allowed here; allowed: {limit}",
    "wording.pattern": "{shown} does not match {limit}",
    "wording.forbid-pattern": "'{match}' is not allowed in {shown}",
    "wording.any-word": "{shown} contains none of: {limit}",
    "wording.forbid-suffix": "{shown} may not end in '{limit}'",
    "wording.script": "{shown} has no character of the script {limit}",
    "wording.min-length": "{shown} is too short ({length} of at least {limit} characters)",
    "wording.max-length": "{shown} is too long ({length} of at most {limit} characters)",
}
