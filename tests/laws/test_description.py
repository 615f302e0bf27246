"""The description of the API is made of the code, names every address, and is the OpenAPI it says it is."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
import schemathesis
from aiohttp import web

from core.accounts.tokens import SCOPES
from core.documents import states
from core.documents.history import EVENTS
from core.documents.particulars import Particulars
from core.values import Role
from core.web.api import desk
from core.web.api.addresses import DESCRIPTION, OPERATIONS, open_to_programs
from core.web.api.books import Entry
from core.web.api.openapi import describe
from core.web.api.operations import ROOT, Operation

BESIDE_THE_STEPS = {"correct", "share", "finish_part", "ask_expulsion", "withdraw_expulsion"}
"""What people do to a document without moving it."""


def test_the_description_is_openapi_3_1() -> None:
    told = describe(OPERATIONS, "vi")
    assert told["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(told).validate()


def test_every_address_is_described_and_every_description_is_served() -> None:
    site = web.Application()
    open_to_programs(site)
    served = {
        (route.method, re.sub(r"\{(\w+):[^}]*\}?\}", r"{\1}", route.resource.canonical))
        for route in site.router.routes()
        if route.resource is not None
    }
    described = {
        (method.upper(), ROOT + path)
        for path, methods in describe(OPERATIONS, "vi")["paths"].items()
        for method in methods
    }
    assert served - {("GET", DESCRIPTION)} == described


def test_whatever_a_person_may_do_to_a_document_a_program_may_do_for_him() -> None:
    """A document's `may` names addresses; taking a state secret out is two of them."""
    steps = {step.event for step in states.INCOMING if step.who is not Role.BOX and step.before != states.NEW}
    assert set(desk.DEEDS) == (steps | BESIDE_THE_STEPS | {"confirm_expulsion"}) - {"expel"}
    assert set(EVENTS) >= BESIDE_THE_STEPS


def test_an_entry_has_the_fields_of_the_register() -> None:
    assert set(Entry.__struct_fields__) == {field.name for field in fields(Particulars)}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_says_what_it_does_and_for_whom(operation: Operation) -> None:
    assert operation.summary and operation.work.__doc__
    assert operation.scope in SCOPES
    assert operation.roles or operation.path in ("/me", "/units", "/notices", "/notices/read")


def test_an_operation_has_one_name_and_one_address() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(operation.method, operation.path) for operation in OPERATIONS}) == len(OPERATIONS)
