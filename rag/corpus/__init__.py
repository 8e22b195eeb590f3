"""Reading: bytes → Document → Case → Section → Paragraph → Sentence (reads corpus/)."""
