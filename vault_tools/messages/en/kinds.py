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
    "properties.forbidden": "'{name}' is not allowed here; delete it",
    "properties.extra": "'{name}' is not one of the properties that these notes may have",
    "properties.empty": "'{name}' is empty; fill it in or delete it",
    "properties.key": "the name '{name}' may not contain '{match}'",
    "properties.instead-of": "'{name}' should be called '{limit}'",
    "properties.unique": "'{name}' is {shown}, which {limit} has as well",
    "properties.equals.filename": "'{name}' is {shown}, but the file is called '{limit}'",
    "properties.equals.title": "'{name}' is {shown}, but the title is '{limit}'",
    "properties.equals.folder": "'{name}' is {shown}, but the folder is called '{limit}'",
    # -- path --
    "path.template": "this path should be of the form {limit}",
    "path.extensions": "'{name}' should have one of these suffixes: {limit}",
    "path.max-depth": "this file lies in {count} folders, one inside the other; at most {limit} are allowed",
    "path.top-folders": "'{name}' may not be a folder at the top of the vault; allowed: {limit}",
    "path.forbid-files": "this file may not exist, as it matches {limit}",
    "path.require-files": "the file {path} is missing",
    # -- filename --
    "filename.equals": "the title is {shown}, but the file is called '{limit}'",
    # -- headings --
    # -- sections --
    # -- section-items --
    "section-items.min-items": "'{section}' has too few items ({count} of at least {limit})",
    "section-items.max-items": "'{section}' has too many items ({count} of at most {limit})",
    "section-items.not-all-in": "all items of '{section}' lead to one of {limit}; add one that leads elsewhere",
    "section-items.only-items": "'{section}' may hold nothing but list items, not {shown}",
    "section-items.item-pattern": "the item {shown} does not match {limit}",
    "section-items.forbid-item-pattern": "'{match}' is not allowed in an item of '{section}'",
    "section-items.must-resolve": "no file is found for '{target}', which '{section}' lists",
    "section-items.no-self-link": "'{section}' lists the note itself; name another note, or delete the item",
    "section-items.targets-in": "'{target}' does not belong in '{section}'; allowed: {limit}",
    "section-items.targets-not-in": "'{target}' does not belong in '{section}'; not allowed: {limit}",
    "section-items.unique": "{shown} repeats an item of '{section}'; delete one of them",
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
    "duplicates.title": "'{value}' is also the title of {other}; {count} notes have it",
    "duplicates.file-name": "'{value}' is also the name of {other}; {count} notes have it",
    "duplicates.similar-name": "'{value}' is nearly the name of {other}; if both are about one thing, join them",
    "duplicates.body": "the text is also that of {other}; {count} notes have it",
    "duplicates.property": "'{name}' is '{value}', as in {other}; {count} notes have it",
    # -- reciprocal --
    "reciprocal": "{other} does not link back in '{section}'; add a link there",
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
