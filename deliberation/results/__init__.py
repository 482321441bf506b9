"""Results: closing a round, published files, result pages, verification, Pabulib."""
