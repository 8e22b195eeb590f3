"""Evaluating: question sets → runs → metrics → comparison (reads eval/); begins with the next milestone."""
