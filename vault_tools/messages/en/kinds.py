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
    "links.forbid-targets": "links to '{target}' are not allowed here",
    "links.canonical": "write '{limit}' instead of '{target}'",
    "links.target-form": "'{target}' should be written '{limit}'",
    "links.extension.omit": "'{target}' should be written without .md",
    "links.extension.keep": "'{target}' should be written with .md",
    "links.style.wikilink": "a link to '{target}' should be written [[{target}]]",
    "links.style.markdown": "a link to '{target}' should be written [text](path)",
    "links.only-in-sections": "a list item may link to '{target}' only in: {limit}",
    "links.forbid-hosts": "links to the host {limit} are not allowed: {target}",
    "links.forbid-url-pattern": "'{target}' matches {limit}, which no address may",
    "links.forbid-extensions": "links to .{limit} files are not allowed: {target}",
    "links.forbid-trailing": "'{limit}' right after an address may be read as part of it; put the address into <…>",
    "links.strip-parameters": "the address has parameters that it does not need: {limit}",
    # -- tags --
    "tags.inline": "the tag #{name} may not stand in the text",
    "tags.front-matter": "the tag '{name}' may not stand in the front matter",
    "tags.canonical": "write '{limit}' instead of the tag '{name}'",
    "tags.min-tags": "the note has too few tags ({count} of at least {limit})",
    "tags.max-tags": "the note has too many tags ({count} of at most {limit})",
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
