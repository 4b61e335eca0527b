"""Search: notes as tokens, queries, and which notes match."""
