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
    "headings.max-h1": "{count} headings of the first level; {limit} may be there",
    "headings.max-h1.none": "a heading of the first level; there may be none, use ## or leave it to the title",
    "headings.styles.atx": "the heading {shown} begins with #; underline it with === or ---",
    "headings.styles.setext": "the heading {shown} has a line below it; write it with # before it",
    "headings.blank-before": "blank lines before the heading {shown}: {count} instead of {limit}",
    "headings.blank-after": "blank lines after the heading {shown}: {count} instead of {limit}",
    "headings.unique": "the heading {shown} is there before; give this one another text",
    "headings.max-step": "{level} follows {above}; go down {limit} at most",
    # -- sections --
    "sections.missing": "missing sections: {names}",
    "sections.forbid": "the section '{name}' is not allowed",
    "sections.extra": "the section '{name}' is not allowed; there may be: {limit}",
    "sections.unique": "the section '{name}' is there before; join the two",
    "sections.order": "the section '{name}' belongs before '{other}'",
    "sections.last": "the section '{name}' belongs at the end; '{other}' comes after it",
    "sections.not-empty": "the section '{name}' is empty; fill it, or remove its heading",
    "sections.min-chars": "the section '{name}' is too short ({count} of at least {limit} characters)",
    "sections.max-chars": "the section '{name}' is too long ({count} of at most {limit} characters)",
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
