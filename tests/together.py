"""Runs acts at the same moment, each on a connection of its own."""

import threading

from django.db import connection


def together(*acts):
    """Start `acts` together; return what each returned or raised."""
    results, start = [None] * len(acts), threading.Barrier(len(acts))

    def run(index, act):
        start.wait()
        try:
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
