"""The page measures: runs of question sets, comparison of runs, growing a set."""
