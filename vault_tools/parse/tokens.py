"""Where something begins in a note's prose: one pattern that stops at every character that may matter.

The engine skips to such characters at the speed of C if the pattern begins with a single set of them; what stands
behind each is looked at afterwards. The commonest constructs, if they are on one line and hold nothing special, are
read to their end by the pattern itself: links and images in groups, inline code without.
"""

import re

# Zero-width, bidirectional and private-use characters. Beyond the basic plane, tag characters, selectors and private
# use are suspicious from U+E0000 on; a set that names them would be searched half as fast.
SUSPICIOUS = "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff"
FIRST_SUSPICIOUS_ASTRAL = "\U000e0000"
INVISIBLE = re.compile(f"[{SUSPICIOUS}{FIRST_SUSPICIOUS_ASTRAL}-\U0010ffff]")
"""Any character that nobody sees."""

# All of the basic plane but SUSPICIOUS and the special characters \ ` ! [ ] < $ % # ^
_ORDINARY = (
    r'\x00-\x20"&-;=-Z_a-\u061b\u061d-\u180d\u180f-\u200a\u2010-\u2029\u202f-\u205f\u206a-\udfff'
    r"\uf900-\ufefe\uff00-\uffff"
)


def _pattern(first: str, suspicious: str) -> re.Pattern[str]:
    wikilink = rf"\[([^\[\]\n|#\\\u00a0\u202f{suspicious}]++)(?:\|([^\[\]\n{suspicious}]*+))?+\]\](?!\()"
    link = rf"([^\[\]\\`<$%#^\n{suspicious}]*+)\]\(([^\s()<>\\\x00-\x1f{suspicious}]++)\)"
    # Groups 1 and 2 are a wikilink's target and label, 3 and 4 a link's or image's label and destination.
    return re.compile(
        rf"{first}(?:(?<=\[){wikilink}|(?:(?<=\[)|(?<=!)\[)(?:{link})?+|(?<=`)(?:[^`\n{suspicious}]++`(?!`))?+"
        r"|(?<=[\]\\$])|(?<=<)(?=[A-Za-z0-9/!?._+-])|(?<=%)%(?!%)|(?<=#)(?=[^\s#])|(?<=\^)(?=[A-Za-z0-9\[-])"
        r"|(?<=[^\x00-\x7f]))"
    )


TOKEN = _pattern(f"[^{_ORDINARY}]", SUSPICIOUS)
"""Special characters, suspicious ones, and all beyond the basic plane."""
SPECIAL_TOKEN = _pattern(r"[\\`!\[\]<$%#^]", "")
"""Special characters only."""
