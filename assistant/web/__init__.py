"""The chat page: pure functions that make HTML, the Gradio blocks, and the server that shows them."""

import os

# Gradio reads these when it is imported and when a page is built. Left alone, it would report the start of every page to
# its makers, and after every event load pandas and sum up the last ten thousand events for a dashboard that we do not show.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**12))
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
