"""Dates in English as people of any country read them: Django's own end in “p.m.”, with which no sentence can end."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
