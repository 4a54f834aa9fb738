"""What tests of words keep for a quick start, they keep in a folder of their own."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp()
os.environ["XDG_CACHE_HOME"] = FOLDER
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
