"""The page keeps the collection: documents, reading, adding, removing, rebuilding."""
