"""What households are asked: support polls and satisfaction reviews."""
