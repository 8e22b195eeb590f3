"""`python app.py` opens the page: `anwen serve` under the name people look for, with the same flags."""

from __future__ import annotations

import sys

from rag.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
