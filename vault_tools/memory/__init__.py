"""What checks have found before, kept so that what has not changed need not be checked again.

A whole report answers for a vault that is as it was (`standing`); otherwise what was found in each note answers for
the notes that a change does not reach (`notes`).
"""
