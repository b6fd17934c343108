"""
What makes two records the same: forms of names, scores, keys, figures.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.matching import (
    Action,
    Found,
    Match,
    MatchingRules,
    Pair,
    PlainLikeness,
    Profile,
    compare,
    evaluate,
    find_pairs,
    firm_name,
    free_mail,
    keys,
    mailbox,
    person_name,
    place,
    significant_digits,
)
from crm_core.shared import Invalid

LIKENESS = PlainLikeness()


def a_person(first="", last="", **more):
    emails = [mailbox(each) for each in more.pop("emails", ())]
    street, company = more.pop("street", ""), more.pop("company", "")
    return Profile(
        noun="contact",
        person=person_name(first, last),
        firm=firm_name(company),
        mailboxes=tuple(emails),
        phones=tuple(significant_digits(each) for each in more.pop("phones", ())),
        place=place({"street": street, "city": "Oslo"} if street else None),
        **more,
    )


def a_company(name, **more):
    phones = tuple(significant_digits(each) for each in more.pop("phones", ()))
    return Profile(noun="company", firm=firm_name(name), phones=phones, **more)


def verdict(a, b):
    return compare(a, b, LIKENESS).verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Jürgen", "Müller"), ("Juergen", "Mueller")),
        (("Дмитрий", "Иванов"), ("Dmitrii", "Ivanov")),
        (("Γιώργος", "Παπάς"), ("Giorgos", "Papas")),
        (("Dr. Ann", "O'Brien"), ("Ann", "OBrien")),
        (("Ann", "van der Berg"), ("Ann", "Berg")),
        (("Berg, Ann", ""), ("Ann", "Berg")),
        (("", "Ann Berg"), ("Ann Berg", "")),
    ],
)
def test_spellings_of_one_name(one, other):
    """
    Accents, scripts, titles, particles and the order of parts do not count.
    """
    a, b = person_name(*one), person_name(*other)

    assert (a.given, a.family) == (b.given, b.family)


def test_father_and_son_keep_what_tells_them_apart():
    """
    Jr and Sr are no part of the last name, and are not lost.
    """
    son = person_name("John", "Smith Jr.")

    assert ("smith", "jr") == (son.family, son.generation)


@pytest.mark.parametrize(
    "name",
    [
        "Acme",
        "ACME, Inc.",
        "Acme GmbH & Co. KG",
        "A.C.M.E. Ltd",
        "Acme N. V.",
        "The Acme Company",
        "ООО Acme",
    ],
)
def test_legal_forms_are_no_names(name):
    """
    A company is called the same with and without its legal form.
    """
    assert ("acme",) == firm_name(name).words


def test_what_is_generic_and_where():
    """
    Words of many companies, places, and what stands behind the legal form are kept
    apart from the words that tell a company from others.
    """
    found = firm_name("Zenith Intl. Technologies Deutschland GmbH, Köln")

    assert ("zenith",) == found.words
    assert {"international", "technology"} == found.generic
    assert {"germany", "koln"} == found.places
    assert {"gmbh"} == found.legal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("john.smith@gmail.com", "JohnSmith+crm@googlemail.com"),
        ("ann+news@acme.example", "ann@acme.example"),
    ],
)
def test_one_mailbox(one, other):
    """
    Tags and the dots of Gmail lead to the same mailbox.
    """
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize(
    ("domain", "free"),
    [
        ("gmail.com", True),
        ("yahoo.co.uk", True),
        ("acme.example", False),
        ("mail.acme.com", False),
    ],
)
def test_free_mail(domain, free):
    """
    A provider is no company.
    """
    assert free is free_mail(domain)


@pytest.mark.parametrize(
    "number",
    ["+49 30 901820", "030 901820", "(030) 90-18-20", "+49 (0)30 901820 ext 5"],
)
def test_significant_digits(number):
    """
    All spellings of a number end in the same digits.
    """
    assert significant_digits(number).endswith("30901820")


HARD_NEGATIVES = {
    "siblings": (
        a_person("Robert", "Miller", street="Oak St 1", phones=["+1 555 0100 200"]),
        a_person("Susan", "Miller", street="1 Oak Street", phones=["+1 555 0100 200"]),
    ),
    "father and son": (
        a_person("John", "Smith Sr", street="1 Oak St", phones=["+1 555 0100 200"]),
        a_person("John", "Smith Jr", street="1 Oak St", phones=["+1 555 0100 200"]),
    ),
    "birthdays of two generations": (
        a_person("John", "Smith", street="1 Oak St", dates={"birthday": "19500101"}),
        a_person("John", "Smith", street="1 Oak St", dates={"birthday": "19820714"}),
    ),
    "role mailbox": (
        a_person("Ann", "Lee", emails=["info@acme.example"]),
        a_person("Bob", "Ray", emails=["info@acme.example"]),
    ),
    "family mailbox": (
        a_person("Ann", "Lee", emails=["family@lee.example"]),
        a_person("Bob", "Lee", emails=["family@lee.example"]),
    ),
    "couple with one mailbox": (
        a_person("Ann", "Lee", emails=["thelees@gmail.com"]),
        a_person("Robert", "Lee", emails=["thelees@gmail.com"]),
    ),
    "switchboard": (
        a_person("Ann", "Lee", company="Acme", phones=["+1 555 0100 200"]),
        a_person("Bob", "Ray", company="Acme", phones=["+1 555 0100 200"]),
    ),
    "colleagues": (
        a_person("Ann", "Lee", company="Acme", emails=["ann.lee@acme.example"]),
        a_person("Ann", "Ray", company="Acme", emails=["ann.ray@acme.example"]),
    ),
    "numbered mailboxes": (
        a_person("Ann", "Lee", company="Acme", emails=["ann.lee@acme.example"]),
        a_person("Ann", "Lee", company="Acme", emails=["ann.lee2@acme.example"]),
    ),
    "numbered companies": (a_company("Store 101"), a_company("Store 102")),
    "one group": (a_company("Acme Germany GmbH"), a_company("Acme France SA")),
    "one generic word": (
        a_company("Blue Technologies Inc"),
        a_company("Green Technologies Inc"),
    ),
}
POSITIVES = {
    "nickname": (
        a_person("Bob", "Miller", phones=["+1 555 0100 200"]),
        a_person("Robert", "Miller", phones=["555 0100 200"]),
    ),
    "swapped": (
        a_person("Miller", "Robert", phones=["+1 555 0100 200"]),
        a_person("Robert", "Miller", phones=["+1 555 0100 200"]),
    ),
    "typing error": (
        a_person("Robert", "Millre", street="1 Oak St", emails=["rm@web.example"]),
        a_person("Robert", "Miller", street="Oak Street 1", emails=["rm@web.example"]),
    ),
    "same at one company": (
        a_person("Robert", "Miller", company="Acme Inc"),
        a_person("Robert", "Miller", company="ACME"),
    ),
    "born the same day": (
        a_person("Robert", "Miller", dates={"birthday": "19820714"}),
        a_person("Robert", "Miller", dates={"birthday": "19820714"}),
    ),
    "legal form": (
        a_company("Acme Ltd", domains=("acme.example",)),
        a_company("ACME Limited", domains=("acme.example",)),
    ),
}


@pytest.mark.parametrize("pair", HARD_NEGATIVES.values(), ids=HARD_NEGATIVES)
def test_hard_negatives_stay_apart(pair):
    """
    Relatives, shared mailboxes, colleagues and sister companies are not the same.
    """
    assert "different" == verdict(*pair), compare(*pair, LIKENESS)


@pytest.mark.parametrize("pair", POSITIVES.values(), ids=POSITIVES)
def test_the_same_in_other_words(pair):
    """
    Nicknames, swapped names, typing errors and legal forms do not hide anybody.
    """
    assert "certain" == verdict(*pair), compare(*pair, LIKENESS)


@pytest.mark.parametrize("pair", [*HARD_NEGATIVES.values(), *POSITIVES.values()])
def test_comparison_has_no_direction(pair):
    """
    It does not matter which record comes first.
    """
    there, back = compare(*pair, LIKENESS), compare(*reversed(pair), LIKENESS)

    assert there.score == pytest.approx(back.score)


@pytest.mark.parametrize("pair", POSITIVES.values(), ids=POSITIVES)
def test_the_same_have_a_key_in_common(pair):
    """
    What is the same is met by a scan.
    """
    assert set(keys(pair[0])) & set(keys(pair[1]))


def test_reasons_are_words():
    """
    A match says why.
    """
    match = compare(*POSITIVES["nickname"], LIKENESS)

    assert "Bob and Robert are forms of one name" in match.reasons
    assert "same phone number" in match.reasons


def test_a_number_of_many_says_little():
    """
    What two hundred records share is a switchboard: it makes nobody the same.
    """
    shared = "+1 555 0100 200"
    crowd = [a_person("", f"Name{n:03d}", phones=[shared]) for n in range(200)]
    strangers = [
        a_person("Ann", "", phones=[shared]),
        a_person("Ann", "", phones=[shared], street="1 Elm St"),
    ]

    alone = find_pairs(strangers, LIKENESS).pairs
    among = find_pairs([*strangers, *crowd], LIKENESS).pairs

    assert [(0, 1)] == [(pair.low, pair.high) for pair in alone]
    assert "certain" == alone[0].match.verdict
    assert "certain" not in {pair.match.verdict for pair in among}


WORDS = st.text("abcd", max_size=8)


@given(one=WORDS, other=WORDS, most=st.integers(0, 4))
def test_likeness_is_the_librarys(one, other, most):
    """
    The plain way counts the slips that RapidFuzz counts.
    """
    library = pytest.importorskip("crm_adapters.likeness").RapidfuzzLikeness()

    assert library.slips(one, other, most=most) == LIKENESS.slips(one, other, most=most)


def test_a_crowded_block_is_narrowed_not_dropped():
    """
    Of a thousand people of one name, two with the same number are found, and one with
    a slip in the town; that the block was crowded is told.
    """
    crowd = [
        a_person("Ann", "Lee", street=f"{number} Elm St", phones=[f"7{number:09d}"])
        for number in range(1000)
    ]
    twin = a_person("Annie", "Lee", street="500 Elm St", phones=["7000000500"])

    found = find_pairs([*crowd, twin], LIKENESS)

    assert (500, 1000) in {(pair.low, pair.high) for pair in found.pairs}
    assert found.crowded > 0
    assert found.compared < 1000 * 100


def test_records_alike_in_all_are_one_group():
    """
    Equal records are joined without being compared each with each.
    """
    same = [a_person("Ann", "Lee", phones=["7000000500"])] * 50

    found = find_pairs(same, LIKENESS)

    assert [list(range(50))] == found.groups()
    assert 49 == found.compared


def test_several_sources_tell_of_relatives():
    """
    Where no source has relatives, one person's two first names are believed.
    """
    here = [a_person("Ann", f"Name{n:03d}", street=f"{n} Elm St") for n in range(500)]
    there = [a_person("Zoe", f"Name{n:03d}", street=f"{n} Elm St") for n in range(500)]
    everyone = [*here, *there]

    linked = find_pairs(everyone, LIKENESS, sources=[0] * 500 + [1] * 500)

    assert [] == find_pairs(everyone, LIKENESS).pairs
    assert len(linked.pairs) > 0


def test_figures():
    """
    Chains of pairs count as all their pairs; each score has its own figures.
    """
    pairs = [
        Pair(0, 1, Match(0.999, (), "certain")),
        Pair(1, 2, Match(0.7, (), "review")),
        Pair(3, 4, Match(0.6, (), "review")),
    ]
    figures = evaluate(Found(pairs, 9, 0), ["a", "a", "a", "b", "c", "c"])

    assert 4 == figures.truth
    assert (4, 3, 0.75, 0.75) == (
        figures.shown.pairs,
        figures.shown.right,
        figures.shown.precision,
        figures.shown.recall,
    )
    assert (1, 1, 1.0, 0.25) == (
        figures.merged.pairs,
        figures.merged.right,
        figures.merged.precision,
        figures.merged.recall,
    )


def test_rules_name_all_that_is_wrong():
    """
    Every wrong value is named; None brings back the usual.
    """
    with pytest.raises(Invalid) as refused:
        MatchingRules().edited(
            {"on_create": "maybe", "contact_review": 0.2, "identity": 5, "nope": 1}
        )
    wrong = {each.field for each in refused.value.errors}
    warned = MatchingRules().edited({"on_create": "warn", "identity": "vat, born"})

    assert {"on_create", "contact_review", "identity", "nope"} == wrong
    assert (Action.WARN, ("vat", "born")) == (warned.on_create, warned.identity)
    assert MatchingRules() == warned.edited({"on_create": None, "identity": None})


@pytest.mark.parametrize("noun", ["contact", "company"])
def test_review_is_not_above_certain(noun):
    """
    The scores keep their order.
    """
    with pytest.raises(Invalid, match=f"{noun}_review"):
        MatchingRules().edited({f"{noun}_review": 0.9, f"{noun}_certain": 0.8})
