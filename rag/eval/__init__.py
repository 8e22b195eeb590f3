"""Evaluating: question sets → runs → metrics → comparisons, experiments, reports and the gate."""
