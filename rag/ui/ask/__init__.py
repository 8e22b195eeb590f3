"""The page asks: a question, its answer, the conversation, the downloads."""
