from hypothesis import given, settings, strategies as st, Verbosity
from tests.queries import _values, queries, terms, texts
from crm_core.contacts import CONTACT_FIELDS
from tests.contract.worlds import *
import pytest
class W: owners=[UUID(int=1),UUID(int=2),None]
F=CONTACT_FIELDS
V=values_from(W,_values)
@settings(max_examples=3000, database=None, deadline=None)
@given(data=st.data())
def test_a(data):
    data.draw(queries(F, values=V, searches=st.just(""), most=3))
@settings(max_examples=3000, database=None, deadline=None)
@given(data=st.data())
def test_b(data):
    data.draw(queries(F, searches=st.just(""), most=3))
@settings(max_examples=3000, database=None, deadline=None)
@given(data=st.data())
def test_c(data):
    data.draw(st.lists(terms(F.by_name["title"], V), min_size=1, max_size=3, unique=True))
@settings(max_examples=3000, database=None, deadline=None)
@given(data=st.data())
def test_d(data):
    data.draw(st.lists(terms(F.by_name["title"]), min_size=1, max_size=3, unique=True))
