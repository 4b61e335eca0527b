"""Everything that is asked of git, and the trees it has: the index, and commits."""
