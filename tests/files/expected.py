"""
What is expected of every real file beside the checkout, by its path.
"""

from typing import NamedTuple


class Expected(NamedTuple):
    """
    How a file is understood, and how many rows are good; *refused* are line and
    reason of the others.
    """

    format: str
    encoding: str
    delimiter: str | None
    header_line: int | None
    headers: int | None
    good: int
    refused: tuple = ()
    sheet: str | None = None


# File, format, encoding, delimiter, line of the header, headers, good rows, sheet.
_TABLES = """
import_csv/encodings/cs_cp1250_semicolon.csv csv cp1250 ; 1 4 2
import_csv/encodings/el_iso8859_7.csv csv iso8859_7 ; 1 2 1
import_csv/encodings/excel_unicode_text_utf16le_bom_tab.csv csv utf-16-le tab 1 5 2
import_csv/encodings/ja_shift_jis.csv csv cp932 , 1 4 2
import_csv/encodings/latin1_with_one_utf8_row.csv csv utf-8,_some_lines_cp1252 , 1 2 2
import_csv/encodings/mac_roman_cr.csv csv mac_roman ; 1 5 2
import_csv/encodings/pipe_delimited.txt csv utf-8 | 1 3 2
import_csv/encodings/ru_cp1251_tab.csv csv cp1251 tab 1 3 1
import_csv/hubspot_dummy/hubspot_activities.csv csv utf-8 , 1 11 600
import_csv/hubspot_dummy/hubspot_companies.csv csv utf-8 , 1 16 200
import_csv/hubspot_dummy/hubspot_contacts.csv csv utf-8 , 1 20 950
import_csv/hubspot_dummy/hubspot_deals.csv csv utf-8 , 1 12 500
import_csv/hubspot_dummy/hubspot_tickets.csv csv utf-8 , 1 13 300
import_csv/krayin/leads.csv csv utf-8 , 1 14 2
import_csv/krayin/persons.csv csv utf-8 , 1 6 2
import_csv/messy/duplicate-mixed-columns.csv csv utf-8 , 1 8 2
import_csv/messy/european-semicolon.csv csv utf-8 ; 1 5 2
import_csv/messy/excel-messy-export.csv csv utf-8 , 1 6 3
import_csv/messy/excel_scientific_phones.csv csv utf-8 , 1 5 3
import_csv/messy/formula_injection.csv csv utf-8 , 1 3 3
import_csv/messy/mojibake_double_utf8.csv csv utf-8 , 1 2 2
import_csv/messy/nul_bytes.csv csv utf-8 , 1 2 0
import_csv/messy/sep_line_excel.csv csv utf-8 ; 2 3 2
import_csv/messy/unterminated_quote.csv csv utf-8 , 1 2 1
import_csv/product_headers/activecampaign.csv csv utf-8 , 1 8 1
import_csv/product_headers/fr_with_errors.csv csv utf-8 , 1 6 5
import_csv/product_headers/generic_fr_semicolon.csv csv utf-8 ; 1 5 1
import_csv/product_headers/google_contacts_2024_header.csv csv utf-8 , 1 44 4
import_csv/product_headers/hubspot_companies.csv csv utf-8 , 1 5 3
import_csv/product_headers/hubspot_contacts.csv csv utf-8 , 1 6 3
import_csv/product_headers/hubspot_deals.csv csv utf-8 , 1 13 2
import_csv/product_headers/kit.csv csv utf-8 , 1 4 1
import_csv/product_headers/linkedin_connections.csv csv utf-8 , 4 7 5
import_csv/product_headers/mailchimp.csv csv utf-8 , 1 14 1
import_csv/product_headers/outlook_en_cp1252.csv csv cp1252 , 1 50 2
import_csv/product_headers/pipedrive_sample_people_deals.csv csv utf-8 , 1 13 2
import_csv/product_headers/quickbooks_customer_contact_list.csv csv utf-8 , 5 7 6
import_csv/product_headers/salesforce_leads.csv csv utf-8 , 1 9 3
import_csv/product_headers/systeme_io.csv csv utf-8 , 1 7 1
import_csv/product_headers/zoho_crm_leads.csv csv utf-8 , 1 7 3
import_csv/roundcube_csv2vcard/all.csv csv utf-8 , 1 61 1
import_csv/roundcube_csv2vcard/email.csv csv utf-8 - 1 1 4
import_csv/roundcube_csv2vcard/gmail.csv csv utf-8 , 1 81 1
import_csv/roundcube_csv2vcard/outlook.csv csv utf-8 , 1 3 1
import_csv/roundcube_csv2vcard/tb_plain.csv csv utf-8 , 1 38 1
import_csv/thunderbird/basic_csv_addressbook.csv csv utf-8 , 1 37 2
import_csv/thunderbird/csv_semicolon.csv csv utf-8 ; 1 4 2
import_xlsx/real_sheets/Leads_Data_Dictionary.xlsx xlsx utf-8 - 3 3 37 Sheet1
import_xlsx/tablib/bad_dimensions.xlsx xlsx utf-8 - 1 3 3 Sheet1
import_xlsx/tablib/book.ods ods utf-8 - - 5 1 Sheet1
import_xlsx/tablib/dates.xls xls utf-8 - 1 1 1 Tablib Dataset
import_xlsx/tablib/errors.xls xls utf-8 - 1 4 0 Feuille1
import_xlsx/tablib/founders.xlsx xlsx utf-8 - 1 3 3 Feuille1
import_xlsx/tablib/ragged.ods ods utf-8 - 1 4 1 Sheet1
import_xlsx/tablib/ragged.xlsx xlsx utf-8 - 1 2 1 Sheet1
import_xlsx/tablib/unknown_value_type.ods ods utf-8 - 1 1 0 Feuille1
import_xlsx/tablib/xlsx_cell_values.xlsx xlsx utf-8 - 1 1 0 Sheet1
"""

# File, encoding, good cards.
_CARDS = """
import_csv/roundcube_csv2vcard/all.vcf utf-8 1
import_csv/roundcube_csv2vcard/email.vcf utf-8 4
import_csv/roundcube_csv2vcard/gmail.vcf utf-8 1
import_csv/roundcube_csv2vcard/outlook.vcf utf-8 1
import_csv/roundcube_csv2vcard/tb_plain.vcf utf-8 1
import_csv/thunderbird/dos_vcard_addressbook.vcf utf-8 1
import_vcard/davx5-synctools/allfields-vcard3.vcf utf-8 1
import_vcard/davx5-synctools/strange-rev.vcf utf-8 1
import_vcard/ez-vcard/John_Doe_ANDROID.vcf utf-8 5
import_vcard/ez-vcard/John_Doe_LOTUS_NOTES.vcf utf-8 1
import_vcard/ez-vcard/fullcontact.vcf utf-8 1
import_vcard/ez-vcard/gmail-list.vcf utf-8 3
import_vcard/ez-vcard/gmail-single2.vcf utf-8 1
import_vcard/ez-vcard/issue114.vcf utf-8 1
import_vcard/ez-vcard/thunderbird-MoreFunctionsForAddressBook-extension.vcf utf-8 1
import_vcard/khard/broken.abook__unparsable.vcf utf-8 0
import_vcard/khard/minimal.abook__minimal.vcf utf-8 1
import_vcard/khard/nick.abook__joe.vcf utf-8 1
import_vcard/khard/nick.abook__nickname.vcf utf-8 1
import_vcard/khard/test.abook__contact1.vcf utf-8 1
import_vcard/khard/test.abook__contact2.vcf utf-8 1
import_vcard/khard/vcards__altid.vcf utf-8 1
import_vcard/khard/vcards__contact1.vcf utf-8 1
import_vcard/khard/vcards__contact2.vcf utf-8 1
import_vcard/khard/vcards__individual.vcf utf-8 1
import_vcard/khard/vcards__issue249.vcf utf-8 1
import_vcard/khard/vcards__joe.vcf utf-8 1
import_vcard/khard/vcards__labels.vcf utf-8 1
import_vcard/khard/vcards__no-nickname.vcf utf-8 1
import_vcard/khard/vcards__org.vcf utf-8 1
import_vcard/khard/vcards__post.vcf utf-8 1
import_vcard/khard/vcards__tel-value-uri.vcf utf-8 1
import_vcard/khard/vcards__unparsable.vcf utf-8 0
import_vcard/roundcube/apple.vcf utf-8 1
import_vcard/sabre-vobject/BirthdayCalendarGeneratorTest_02.vcf utf-8 1
import_vcard/sabre-vobject/BirthdayCalendarGeneratorTest_04.vcf utf-8 1
import_vcard/sabre-vobject/BirthdayCalendarGeneratorTest_07.vcf utf-8 1
import_vcard/sabre-vobject/BirthdayCalendarGeneratorTest_08.vcf utf-8 1
import_vcard/sabre-vobject/CliTest_09.vcf utf-8 1
import_vcard/sabre-vobject/CliTest_10.vcf utf-8 1
import_vcard/sabre-vobject/EmptyParameterTest_17.vcf utf-8 1
import_vcard/sabre-vobject/GoogleColonEscapingTest_18.vcf utf-8 1
import_vcard/sabre-vobject/Issue96Test_19.vcf utf-8 1
import_vcard/sabre-vobject/MimeDirTest_21.vcf utf-8 1
import_vcard/sabre-vobject/MimeDirTest_22.vcf utf-8 1
import_vcard/sabre-vobject/QuotedPrintableTest_24.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_27.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_28.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_29.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_30.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_36.vcf utf-8 0
import_vcard/sabre-vobject/VCardConverterTest_38.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_39.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_40.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_41.vcf utf-8 1
import_vcard/sabre-vobject/VCardConverterTest_42.vcf utf-8 1
import_vcard/sabre-vobject/VCardTest_12.vcf utf-8 1
import_vcard/sabre-vobject/VCardTest_13.vcf utf-8 1
import_vcard/sabre-vobject/VCardTest_14.vcf utf-8 1
import_vcard/sabre-vobject/VCardTest_15.vcf utf-8 1
import_vcard/sabre-vobject/VCardTest_25.vcf utf-8 4
import_vcard/sabre-vobject/VCardTest_26.vcf utf-8 1
import_vcard/sabre-vobject/issue64.vcf utf-8 1
import_vcard/vobject/simple_3_0_test.vcf utf-8 1
import_vcard/vobject/vcard_with_groups.vcf utf-8 1
"""

_NOT_UTF8 = "Contains bytes that are not UTF-8."
_OPEN_CARD = ((1, "The card has no end (END:VCARD)."),)
_REFUSED = {
    "import_csv/messy/nul_bytes.csv": (
        (2, "Name: Contains a NUL character."),
        (3, "Email: Contains a NUL character."),
    ),
    "import_csv/messy/unterminated_quote.csv": (
        (2, "A quote opened on line 2 is never closed."),
    ),
    "import_csv/product_headers/quickbooks_customer_contact_list.csv": (
        (12, "A line of totals, no record."),
    ),
    "import_xlsx/tablib/errors.xls": (
        (
            2,
            (
                "div by 0: Holds the spreadsheet's error #DIV/0!.; "
                "name unknown: Holds the spreadsheet's error #NAME?.; "
                "not available (formula): Holds the spreadsheet's error #N/A.; "
                "not available (static): Holds the spreadsheet's error #N/A."
            ),
        ),
    ),
    "import_vcard/ez-vcard/John_Doe_ANDROID.vcf": ((71, f"ORG: line 82: {_NOT_UTF8}"),),
    "import_vcard/khard/broken.abook__unparsable.vcf": _OPEN_CARD,
    "import_vcard/khard/vcards__unparsable.vcf": _OPEN_CARD,
    "import_vcard/sabre-vobject/VCardConverterTest_36.vcf": (
        (1, "A group, not a person."),
    ),
    "import_vcard/sabre-vobject/VCardTest_26.vcf": (
        (1, f"TITLE: line 3: {_NOT_UTF8}"),
    ),
}
UNREADABLE = {
    "import_vcard/ez-vcard/rfc6351-example.xml": "an xCard",
}


def _tables():
    for line in _TABLES.strip().splitlines():
        path, kind, encoding, mark, header, headers, good, *sheet = line.split()
        yield (
            path,
            Expected(
                kind,
                encoding.replace("_", " ") if "," in encoding else encoding,
                {"tab": "\t", "-": None}.get(mark, mark),
                None if header == "-" else int(header),
                int(headers),
                int(good),
                _REFUSED.get(path, ()),
                " ".join(sheet) or None,
            ),
        )


def _cards():
    for line in _CARDS.strip().splitlines():
        path, encoding, good = line.split()
        refused = _REFUSED.get(path, ())
        yield path, Expected("vcard", encoding, None, None, None, int(good), refused)


TABLES = dict(_tables())
CARDS = dict(_cards())
