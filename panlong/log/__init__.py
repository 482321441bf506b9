"""A public log of decisions that nobody can change afterwards without being noticed."""
