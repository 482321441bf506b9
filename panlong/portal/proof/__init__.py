"""One proof over everything that was decided: which checks there are, what pages say, and the nightly run of all of them."""
