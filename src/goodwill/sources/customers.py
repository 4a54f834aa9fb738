"""Customers: number, name, address, segment, zone, and which records are one and the same."""

from __future__ import annotations

from goodwill.sources.source import Check, Field, Source, spoken
from goodwill.sources.vocabulary import CUSTOMER, CUSTOMER_NAME, EMAIL, PHONE, SEGMENT, ZONE
from goodwill.words import mark

SOURCE = Source(
    "customers",
    mark("Customers: number, name, address, segment, zone, and which records are one."),
    (
        CUSTOMER,
        Field(
            "customer_name",
            "sealed",
            CUSTOMER_NAME.sentence,
            {
                language: (*CUSTOMER_NAME.words[language], *words)
                for language, words in spoken(
                    en="name|full name",
                    pl="nazwa|imię i nazwisko|nazwisko",
                    ru="имя|название|наименование|фио",
                    uk="ім'я|назва|найменування|піб",
                ).items()
            },
            of="customer",
            item="name",
        ),
        EMAIL, PHONE,
        Field(
            "address",
            "sealed",
            mark("The customer's address, kept apart like the name."),
            spoken(
                en="address|street|street address|postal address|city",
                pl="adres|ulica|miasto|miejscowość",
                ru="адрес|улица|город",
                uk="адреса|вулиця|місто",
            ),
            of="customer",
            item="address",
        ),
        SEGMENT, ZONE,
        Field(
            "since",
            "date",
            mark("Since when they have been a customer."),
            spoken(
                en="customer since|since|created at|created|registered|registration date|joined"
                "|first contact",
                pl="klient od|od kiedy|data rejestracji|zarejestrowano|data utworzenia",
                ru="клиент с|дата регистрации|зарегистрирован|дата создания",
                uk="клієнт з|дата реєстрації|зареєстровано|дата створення",
            ),
            of="customer",
            item="since",
        ),
        Field(
            "merged_into",
            "party",
            mark("The record that stays, where this one is a second record of the same customer."),
            spoken(
                en="merged into|duplicate of|same as|master id|master customer|replaced by",
                pl="scalono z|duplikat|połączono z|ten sam co|zastąpiony przez",
                ru="объединён с|дубликат|дубль|тот же что|заменён на",
                uk="об'єднано з|дублікат|дубль|той самий що|замінено на",
            ),
            sort="customer",
        ),
    ),
    record="customer",
    any_of=(
        ("customer_name", "email", "phone", "segment", "zone", "merged_into", "since", "address"),
    ),
    checks=(
        Check(
            "merged_into", "merged_into = customer", mark("a record cannot be merged into itself")
        ),
    ),
    tables={
        "merges": {
            "party": "customer", "into_party": "merged_into", "where": "merged_into IS NOT NULL",
        }
    },
)  # fmt: skip
