"""Who and what an article names: people, bodies, outlets, places, with their roles and countries, and which words refer to whom."""

from service.entities.find import country_name, find_entities
from service.entities.model import Entities, Entity, Mention, PlaceReference, Reference
from service.entities.references import describe, place_at, referent

__all__ = [
    "Entities",
    "Entity",
    "Mention",
    "PlaceReference",
    "Reference",
    "country_name",
    "describe",
    "find_entities",
    "place_at",
    "referent",
]
