"""How heads of the log leave the house: on paper, in feeds, to outside places, to witnesses and readers."""
