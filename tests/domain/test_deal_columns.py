"""
Where the columns of other programs' deals go, and what their cells say.
"""

import pytest

from crm_core.shared import Invalid
from crm_core.transfers import (
    DateOrder,
    DecimalMark,
    Formats,
    Noun,
    choose_columns,
    draft_opportunity,
    read_replacements,
    suggest_formats,
    suggest_mapping,
)
from crm_core.transfers.model import kind_said
from crm_core.transfers.model.money import currency_said, parted

# "header = field", "-" for none.
PRESETS = {
    "HubSpot": "Record ID = -; Deal Name = name; Deal Stage = stage; Pipeline = pipeline; "
    "Amount = value; Close Date = close_date; Create Date = -; "
    "Deal owner = owner; Deal Type = -; Deal probability = probability.fraction; "
    "Associated Company = company; Associated Contact = contact_name; "
    "Closed Lost Reason = lost_reason; Next step = next_step",
    "Salesforce": "Opportunity Owner = owner; Account Name = company; Opportunity Name = name; "
    "Stage = stage; Fiscal Period = -; Amount = value; Amount Currency = -; "
    "Expected Revenue = -; Probability (%) = probability; Age = -; "
    "Close Date = close_date; Created Date = -; Next Step = next_step; "
    "Lead Source = source; Type = -; Loss Reason = lost_reason; "
    "Forecast Category = forecast_category",
    "Salesforce ": "Id = -; AccountId = -; Name = name; StageName = stage; Amount = value; "
    "Probability = probability; ExpectedRevenue = -; CloseDate = close_date; "
    "LeadSource = source; IsClosed = -; IsWon = -; "
    "ForecastCategoryName = forecast_category; OwnerId = -; "
    "CurrencyIsoCode = currency",
    "Pipedrive": "Deal - ID = -; Deal - Title = name; Deal - Creator = -; "
    "Deal - Value = value; Deal - Currency of Value = currency; "
    "Deal - Weighted value = -; Deal - Probability = probability; "
    "Deal - Organization = company; Deal - Pipeline = pipeline; "
    "Deal - Contact person = contact_name; Deal - Stage = stage; "
    "Deal - Status = status; Deal - Expected close date = expected_close_date; "
    "Deal - Won time = actual_close_date; Deal - Lost time = actual_close_date; "
    "Deal - Lost reason = lost_reason; Deal - Owner = owner; "
    "Deal - Label = tags; Person - Email = contact_email",
    "Zoho CRM": "Record Id = -; Deal Owner = owner; Amount = value; Deal Name = name; "
    "Closing Date = close_date; Account Name = company; Stage = stage; Type = -; "
    "Probability (%) = probability; Expected Revenue = -; Next Step = next_step; "
    "Lead Source = source; Campaign Source = source; "
    "Contact Name = contact_name; Reason For Loss = lost_reason; "
    "Description = description; Pipeline = pipeline",
    "Dynamics 365": "(Do Not Modify) Opportunity = -; (Do Not Modify) Row Checksum = -; "
    "Topic = name; Potential Customer = company; Contact = contact_name; "
    "Est. Close Date = expected_close_date; Est. Revenue = value; "
    "Actual Close Date = actual_close_date; Actual Revenue = -; "
    "Probability = probability; Pipeline Phase = stage; Status = status; "
    "Status Reason = -; Owner = owner; Currency = currency",
}
LANGUAGES = {
    "en": "Deal,Amount,Stage,Close date,Probability,Lost reason,Company",
    "de": "Verkaufschance,Betrag,Vertriebsphase,Abschlussdatum,Wahrscheinlichkeit,"
    "Verlustgrund,Firma",
    "fr": "Opportunité,Montant,Étape,Date de clôture,Probabilité,Raison de la perte,"
    "Entreprise",
    "es": "Oportunidad,Importe,Etapa,Fecha de cierre,Probabilidad,Motivo de pérdida,"
    "Empresa",
    "it": "Trattativa,Importo,Fase,Data di chiusura,Probabilità,Motivo perdita,Azienda",
    "pt": "Negócio,Valor,Etapa,Data de fechamento,Probabilidade,Motivo da perda,Empresa",
    "nl": "Verkoopkans,Bedrag,Fase,Sluitingsdatum,Waarschijnlijkheid,Verliesreden,"
    "Bedrijf",
    "pl": "Szansa sprzedaży,Kwota,Etap,Data zamknięcia,Prawdopodobieństwo,"
    "Powód przegranej,Firma",
    "cs": "Příležitost,Částka,Fáze,Datum uzavření,Pravděpodobnost,Důvod ztráty,Firma",
    "sv": "Affär,Belopp,Fas,Avslutsdatum,Sannolikhet,Förlustorsak,Företag",
    "da": "Salgsmulighed,Beløb,Fase,Afslutningsdato,Sandsynlighed,Tabsårsag,Virksomhed",
    "nb": "Salgsmulighet,Beløp,Fase,Lukkedato,Sannsynlighet,Tapsårsak,Bedrift",
    "fi": "Myyntimahdollisuus,Summa,Vaihe,Päättymispäivä,Todennäköisyys,Häviämisen syy,"
    "Yritys",
    "hu": "Üzlet,Összeg,Szakasz,Zárás dátuma,Valószínűség,Vesztés oka,Cég",
    "ru": "Сделка,Сумма,Этап,Дата закрытия,Вероятность,Причина отказа,Компания",
    "ja": "商談名,金額,フェーズ,クローズ日,確度,失注理由,会社名",
    "zh": "商机名称,金额,阶段,成交日期,赢率,输单原因,公司名称",
}
SEVEN = (
    *("name", "value", "stage", "close_date", "probability", "lost_reason"),
    "company",
)


def places(headers):
    mapping = suggest_mapping(headers, Noun.OPPORTUNITIES)
    return mapping.preset, {each.header: each.spelling for each in mapping.columns}


def draft(formats=None, **cells):
    """
    What a row of these cells says.
    """
    mapping = suggest_mapping([*cells], Noun.OPPORTUNITIES)
    mapping = choose_columns(mapping, [*cells], {}, formats=formats)
    return draft_opportunity(cells, mapping)


@pytest.mark.parametrize("program", PRESETS)
def test_columns_of_a_program(program):
    """
    The program is recognised; its columns go where they belong, and what means
    something else there, as weighted values, goes nowhere.
    """
    expected = dict(each.split(" = ") for each in PRESETS[program].split("; "))
    preset, found = places([*expected])

    assert program.strip() == preset
    assert expected == {**dict.fromkeys(expected, "-"), **found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_of_a_language(language):
    """
    The seven things that nearly every file of deals has.
    """
    headers = LANGUAGES[language].split(",")

    assert dict(zip(headers, SEVEN, strict=True)) == places(headers)[1]


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("$1,234.50", "1,234.50", None),
        ("1.234,50 €", "1.234,50", "EUR"),
        ("EUR 500", "500", "EUR"),
        ("CHF 1'234.50", "1'234.50", "CHF"),
        ("1 234,56 zł", "1 234,56", "PLN"),
        ("1\u202f234,56\u00a0€", "1\u202f234,56", "EUR"),
        ("US$ 5", "5", "USD"),
        ("kr. 5,-", "5", None),
        ("£-5", "-5", "GBP"),
        ("500", "500", None),
    ],
)
def test_money(text, number, currency):
    """
    A number and the currency beside it; a sign of several currencies says none.
    """
    bare, sign = parted(text)

    assert number == bare
    assert currency == currency_said(sign)


@pytest.mark.parametrize("text", ["12abc", "5 €/month", "€", "5 apples", "$5 €", ""])
def test_no_money(text):
    """
    Whatever else stands beside a number is left to be refused.
    """
    assert (text, "") == parted(text)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Closed Won", "won"), ("closedwon", "won"), ("Gewonnen", "won"),
        ("Gagné", "won"), ("受注", "won"), ("Closed-Lost", "lost"), ("PERDU", "lost"),
        ("Verloren", "lost"), ("Open", "open"), ("Proposal", None), ("Wonder", None),
    ],
)  # fmt: skip
def test_words_for_ends(word, kind):
    """
    Won and lost in several languages; nothing is guessed.
    """
    assert kind == kind_said(word)


def test_days_and_amounts_settle_the_formats_of_a_file():
    """
    Cells that can be read in one way only settle the file's order of days and its
    decimal mark, beside signs of currencies.
    """
    rows = [
        {"Deal": "A", "Amount": "1.234,50 €", "Close date": "31/12/2025"},
        {"Deal": "B", "Amount": "€ 2.500", "Close date": "01/02/2025"},
    ]
    mapping = suggest_mapping([*rows[0]], Noun.OPPORTUNITIES, sample=rows)
    formats = suggest_formats(rows, mapping).formats
    mapping = choose_columns(mapping, [*rows[0]], {}, formats=formats)
    found = draft_opportunity(rows[1], mapping)

    assert (DateOrder.DMY, DecimalMark.COMMA) == (
        formats.date_order,
        formats.decimal_mark,
    )
    assert ("2500", "EUR") == (found.fields["value"], found.fields["currency"])
    assert "2025-02-01" == found.named["close_date"]


def test_what_can_be_read_in_two_ways_is_refused():
    """
    Unless the formats are settled, and then in that one way.
    """
    cells = {"Deal": "A", "Amount": "1,234", "Close date": "01/02/2025"}
    unsettled = draft(**cells)
    settled = draft(
        Formats(date_order=DateOrder.MDY, decimal_mark=DecimalMark.POINT), **cells
    )

    assert {"ambiguous"} == {each.code for each in unsettled.errors}
    assert {"Amount", "Close date"} == {
        unsettled.column_of(each.field) for each in unsettled.errors
    }
    assert ("1234", "2025-01-02") == (
        settled.fields["value"],
        settled.named["close_date"],
    )


@pytest.mark.parametrize(
    ("cell", "percent"), [("35", "35"), ("35 %", "35"), ("35.0%", "35"), ("7,5", "7.5")]
)
def test_probabilities(cell, percent):
    """
    With or without a sign; what is not whole is left to be refused.
    """
    assert percent == draft(Deal="A", Probability=cell).fields["probability"]


def test_a_fraction_is_a_percentage():
    """
    Programs that write 0.2 for 20 %.
    """
    cells = {"Deal Name": "A", "Deal Stage": "x", "Record ID": "1"}
    found = draft(**cells, **{"Deal probability": "0.2"})

    assert "20" == found.fields["probability"]


def test_moments_are_days():
    """
    A time of day behind the day is left out.
    """
    found = draft(Deal="A", **{"Won time": "2024-08-30 14:39:58"})

    assert "2024-08-30" == found.fields["actual_close_date"]


def test_a_deal_without_a_name_is_called_by_what_is_known():
    """
    Company and product, and no column stands for that name.
    """
    found = draft(Account="Acme", Product="Thing", Amount="5")

    assert "Acme: Thing" == found.fields["name"]
    assert "" == found.column_of("name")
    assert [{"product": "Thing", "unit_price": "5"}] == found.fields["line_items"]


def test_cells_to_be_read_otherwise():
    """
    By column and cell, however that is spelled; columns may hold colons; one that the
    file lacks is an error.
    """
    headers = ["Stage", "Deal: Stage"]
    said = {"Stage: Big ONE": "a", "Deal: Stage:x:y": "b"}

    assert {"Stage": {"big one": "a"}, "Deal: Stage": {"x:y": "b"}} == (
        read_replacements(said, headers)
    )
    with pytest.raises(Invalid, match="No column and cell 'Other:x'"):
        read_replacements({"Other:x": "y"}, headers)


def test_ids_of_other_programs_say_nothing():
    """
    Only ids as exports of this CRM have them are looked up.
    """
    own = "018f0000-0000-7000-8000-00000000dead"
    known = draft(id=own, name="A", company_id=own)
    foreign = draft(id="17", name="A", company_id="0015")

    assert (own, own) == (known.named["id"], known.fields["company_id"])
    assert ["company_id", "id"] == sorted(foreign.unused)
    assert "id" not in foreign.named
