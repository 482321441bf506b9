"""Subsidies: budgets, applications, review, tranches, amendments."""
