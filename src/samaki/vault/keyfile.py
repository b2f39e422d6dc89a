import base64
import os


def load():
    return base64.b64decode(os.environ.get("SAMAKI_TEST_KEY", base64.b64encode(b"k" * 32)))
