"""The chat page: pure functions that make HTML, the Gradio blocks, and the server that shows them."""

import os

# Gradio reads this when it is first imported, and would otherwise report the start of every page to its makers.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
