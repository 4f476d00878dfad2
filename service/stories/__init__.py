"""Stories: one visit over all the articles that report it.

``stories_of`` is the whole of it, a plain function of reports; ``service.store`` keeps what it says. It decides by names, days and order of
publication alone, so that the same reports make the same stories in whatever order they came.
"""

from service.stories.copies import signature_of
from service.stories.model import Report, Told
from service.stories.names import block_of
from service.stories.tell import stories_of

__all__ = ["Report", "Told", "block_of", "signature_of", "stories_of"]
