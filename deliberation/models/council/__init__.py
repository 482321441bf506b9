"""Who meets: bodies, meetings, the six parties."""
