"""What rules about wording look at: list items, parts chosen by patterns, Chinese among Latin letters."""
