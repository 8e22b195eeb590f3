"""The source beside what is told: places and links to them, a section with its marks, the tree."""
