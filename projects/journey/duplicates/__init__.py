"""Proposals that ask for the same: found before they are handed in, and merged by an organiser where two were."""
