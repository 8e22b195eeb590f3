"""Answering: question → hits → statements → verified citations."""
