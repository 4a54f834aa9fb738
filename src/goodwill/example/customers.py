"""The customers: who they are, and the hidden rates at which they buy, leave, spend and ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goodwill.example.plan import SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

ZONES = ("Europe/Warsaw", "Europe/Kyiv", "Europe/Berlin", "Europe/London", "America/New_York")
CITIES: dict[str, tuple[tuple[str, ...], str]] = {
    "Europe/Warsaw": (("Warszawa", "Kraków", "Łódź", "Poznań", "Gdańsk"), "PL"),
    "Europe/Kyiv": (("Київ", "Львів", "Одеса"), "UA"),
    "Europe/Berlin": (("Berlin", "München", "Görlitz"), "DE"),
    "Europe/London": (("London", "Leeds", "Bristol"), "GB"),
    "America/New_York": (("New York", "Boston"), "US"),
}
ZONE_SHARES = (0.50, 0.20, 0.13, 0.11, 0.06)
MERGES = 3
BIG, OVERREACHER = 0, 1
"""The places of the two customers who are planted one by one."""

_PEOPLE = {
    "pl": ("Agnieszka Barbara Czesław Damian Elżbieta Marcin", "Lis Wrona Dębska Żak Górka Ptak"),
    "uk": ("Олена Богдан Софія Тарас Ірина Максим", "Гай Мороз Бойко Чорна Їжак Ґудзь"),
    "ru": ("Ольга Борис Светлана Тимур Ирина Максим", "Зима Мороз Лесная Чёрный Щука Ёлкин"),
    "de": ("Anke Bernd Jürgen Käthe Uwe Sören", "Bäcker Groß Müller Weiß Förster König"),
    "en": ("Alice Ben Grace Henry Olivia Sam", "Baker Field Green Hill O'Neill Stone"),
}
_BUSINESS = ("Hotel", "Bistro", "Garden Centre", "Café", "Landscapes", "Catering", "Nursery")
_FORMS = {"PL": "Sp. z o.o.", "UA": "ТОВ", "DE": "GmbH", "GB": "Ltd", "US": "LLC"}


@dataclass(frozen=True)
class Customers:
    """One value per customer; the rates are weekly and no file ever holds them."""

    segment: NDArray[np.str_]
    zone: NDArray[np.str_]
    language: NDArray[np.str_]
    city: NDArray[np.str_]
    buying: Floats
    leaving: Floats
    spend_scale: Floats
    contacts: Floats
    born: Floats
    papers: NDArray[np.bool_]
    contract: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the customers, not the columns."""
        return len(self.segment)


def number(place: int) -> str:
    """Give the customer's number as it stands in the files."""
    return f"C-{place + 1:05}"


def draw(rng: np.random.Generator, size: int, weeks: int) -> Customers:
    """Draw the customers; births lie in weeks, nearly half of them in the first quarter."""
    business = rng.random(size) < SEGMENTS["business"].share
    business[BIG], business[OVERREACHER] = True, False
    segment = np.where(business, "business", "consumer")
    zone = rng.choice(ZONES, size, p=ZONE_SHARES)
    zone[[BIG, OVERREACHER]] = "Europe/Warsaw"
    rates = _rates(rng, segment)
    rates["buying"][BIG], rates["leaving"][BIG] = 1.2, 0.0
    rates["contacts"][OVERREACHER], rates["leaving"][OVERREACHER] = 0.7, 0.0
    early = rng.random(size) < 0.45
    born = np.where(early, rng.uniform(0, 0.125, size), rng.uniform(0.125, 0.8, size)) * weeks
    born[[BIG, OVERREACHER]] = 0.3, 1.2
    return Customers(
        segment=segment,
        zone=zone,
        language=_languages(rng, zone),
        city=np.array([rng.choice(CITIES[place][0]) for place in zone]),
        born=born,
        papers=business & (rng.random(size) < 0.35),
        contract=business & (rng.random(size) < 0.3),
        **rates,
    )


def _rates(rng: np.random.Generator, segment: NDArray[np.str_]) -> dict[str, Floats]:
    """Draw each customer's own rates from the gamma distributions of its segment."""
    rates = {
        key: np.zeros(len(segment)) for key in ("buying", "leaving", "spend_scale", "contacts")
    }
    for name, true in SEGMENTS.items():
        rows = segment == name
        count = int(rows.sum())
        rates["buying"][rows] = rng.gamma(true.r, 1 / true.alpha, count)
        rates["leaving"][rows] = rng.gamma(true.s, 1 / true.beta, count)
        rates["spend_scale"][rows] = 1 / rng.gamma(true.q, 1 / true.gamma, count)
        shape = true.contact_shape
        rates["contacts"][rows] = rng.gamma(shape, true.contacts / shape, count)
    return rates


def _languages(rng: np.random.Generator, zone: NDArray[np.str_]) -> NDArray[np.str_]:
    lot = rng.random(len(zone))
    abroad = np.where(zone == "Europe/Warsaw", "pl", "en")
    return np.where(zone == "Europe/Kyiv", np.where(lot < 0.7, "uk", "ru"), abroad)


def name(place: int, customers: Customers) -> str:
    """Give a made-up name in the writing of the customer's country."""
    zone, language = str(customers.zone[place]), str(customers.language[place])
    country = CITIES[zone][1]
    if customers.segment[place] == "business":
        sort = _BUSINESS[place % len(_BUSINESS)]
        return f"{sort} {customers.city[place]} {place + 1} {_FORMS[country]}"
    firsts, lasts = (words.split() for words in _PEOPLE["de" if country == "DE" else language])
    return f"{firsts[place % len(firsts)]} {lasts[place // len(firsts) % len(lasts)]}"
