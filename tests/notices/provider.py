"""A provider of text messages that writes down what it is handed, and often loses its answer on the way back."""

import json
import os
import random
import time

LOG = "PANLONG_TEST_PROVIDER_LOG"


class ForgetfulProvider:
    """Takes every message; in a few of a hundred cases the answer never arrives."""

    def send(self, phone: str, template: str, params: dict, key: str) -> None:
        is_lost = random.random() < 0.03
        line = json.dumps({"key": key, "phone": phone, "process": os.getpid(), "is_lost": is_lost}) + "\n"
        file = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, line.encode())  # one write: a line is there or not, however the process ends
        finally:
            os.close(file)
        time.sleep(random.random() * 0.01)
        if is_lost:
            raise TimeoutError("no answer")
