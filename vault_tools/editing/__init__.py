"""How text is written into a note so that it means what it should: proposals of edits, tried before they are made."""
