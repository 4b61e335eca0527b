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
    # -- links --
    # -- tags --
    # -- text --
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
