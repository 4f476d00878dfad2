"""The store: articles that were handed over, and their events, to be asked for.

``store.Store`` is all that others use; ``filters.Filters`` is what may be asked, ``forms`` the files that events come in.
"""

from service.store.filters import Filters
from service.store.store import Store

__all__ = ["Filters", "Store"]
