"""Indexing: sections → passages → vectors and BM25 → one folder on disk (writes index/)."""
