"""
What the sender of a mail added: quotations as many programs write them, cut away.
"""

import pytest

from crm_core.emails import new_text

SAID = "Thanks, Tuesday suits us.\n\nCould you send the offer again?"
QUOTED = "> Would Tuesday suit you?\n>\n> Ann"

INTRODUCTIONS = [
    "On Mon, Apr 2, 2012 at 6:26 PM, Megan One <megan@example.com> wrote:",
    "On 3 Apr 2012, at 16:19, bob <bob@example.com> wrote:",
    "On Tuesday, April 3, 2012 at 4:55 PM, Ann Bell wrote:",
    "On 03/04/2012 16:19, Ann Bell wrote:",
    "--- On Wed, 4/4/12, ann@example.com <ann@example.com> wrote:",
    "---- On Mon, 05 Jun 2017 12:00:00 +0000 Ann <ann@example.com> wrote ----",
    (
        "On Thu, Mar 31, 2016 at 11:16 AM, Somebody With A Rather Long Name <\n"
        "somebody.with.a.rather.long.name@example.com> wrote:"
    ),
    "Ann Bell <ann@example.com> wrote:",
    "ann@example.com (Ann Bell) writes:",
    "At 10:15 AM 5/6/2004, Ann Bell wrote:",
    "2017-02-05 13:29 GMT+02:00 Ann Bell <ann@example.com>:",
    "2013/7/20 ann via Forum <ann@example.com>",
    '26.06.2014, 14:41, "Ann Bell" <ann@example.com>:',
    "Am 05.04.2012 um 14:20 schrieb Ann Bell <ann@example.com>:",
    "Am Mo., 5. Juni 2017 um 10:12 Uhr schrieb Ann Bell <\nann@example.com>:",
    "Ann Bell <ann@example.com> schrieb am Di., 16. Aug. 2016\num 12:52 Uhr:",
    "Am Donnerstag, 4. Mai 2023 schrieb Ann Bell:",
    "Le 5 avril 2012 14:20, Ann Bell <ann@example.com> a écrit :",
    "Le lun. 3 avr. 2023 à 09:12, Ann Bell <ann@example.com> a écrit\xa0:",
    "El 5 abr. 2012, a las 14:20, Ann Bell <ann@example.com> escribió:",
    "El mié., 5 de jun. de 2019 a la(s) 10:12, Ann (ann@example.com) escribió:",
    "Il giorno 05/apr/2012, alle ore 14:20, Ann Bell <ann@example.com> ha scritto:",
    "Il giorno lun 3 apr 2023 alle ore 09:12 Ann <ann@example.com> ha scritto:",
    "Op 5 april 2012 om 14:20 schreef Ann Bell <ann@example.com>:",
    "Op ma 3 apr. 2023 om 09:12 schreef Ann Bell <ann@example.com>:",
    "Em 5 de abril de 2012 14:20, Ann Bell <ann@example.com> escreveu:",
    "Em seg., 3 de abr. de 2023 às 09:12, Ann Bell <ann@example.com>\nescreveu:",
    "Dnia 5 kwietnia 2012 14:20 Ann Bell <ann@example.com> napisał(a):",
    "pon., 3 kwi 2023 o 09:12 Ann Bell <ann@example.com> napisał(a):",
    "W dniu 2012-04-05 14:20, Ann Bell pisze:",
    "Den 5. apr. 2012 kl. 14:20 skrev Ann Bell <ann@example.com>:",
    "5 apr 2012 kl. 14:20 skrev Ann Bell <ann@example.com>:",
    "Den mån 3 apr. 2023 kl 09:12 skrev Ann Bell <ann@example.com>:",
    "ma 3. huhtik. 2023 klo 9.12 Ann Bell (ann@example.com) kirjoitti:",
    '02.04.2012 14:20 пользователь "Ann" <ann@example.com> написал:',
    "пн, 3 апр. 2023 г. в 09:12, Ann Bell <ann@example.com>:",
    "Dne 5. 4. 2012 v 14:20 Ann Bell napsal(a):",
    "po 3. 4. 2023 v 9:12 odesílatel Ann Bell <ann@example.com> napsal:",
    "Ann Bell <ann@example.com> ezt írta (időpont: 2023. ápr. 3., H, 9:12):",
    "Ann Bell <ann@example.com>, 3 Nis 2023 Pzt, 09:12 tarihinde şunu yazdı:",
    "În lun., 3 apr. 2023 la 09:12, Ann Bell <ann@example.com> a scris:",
    "Στις Δευ 3 Απρ 2023 στις 9:12 π.μ., ο χρήστης Ann <ann@example.com> έγραψε:",
    "在 2023年4月3日，09:12，Ann Bell <ann@example.com> 写道：",
    "Ann Bell <ann@example.com> 於 2023年4月3日 週一 上午9:12寫道：",
    "2023年4月3日(月) 9:12 Ann Bell <ann@example.com>:",
    "2023년 4월 3일 (월) 오전 9:12, Ann Bell <ann@example.com>님이 작성:",
]
HEADERS = [
    (
        "From: Ann Bell <ann@example.com>\nSent: Monday, April 3, 2023 9:12 AM\n"
        "To: Bob\nSubject: Tuesday"
    ),
    (
        "*From:* Ann Bell [mailto:ann@example.com]\n*Sent:* 3 April 2023 09:12\n"
        "*To:* Bob\n*Subject:* Tuesday"
    ),
    (
        "Von: Ann Bell <ann@example.com>\nGesendet: Montag, 3. April 2023 09:12\n"
        "An: Bob\nBetreff: Dienstag"
    ),
    (
        "De : Ann Bell <ann@example.com>\nEnvoyé : lundi 3 avril 2023 09:12\n"
        "À : Bob\nObjet : mardi"
    ),
    (
        "De: Ann Bell <ann@example.com>\nEnviado: lunes, 3 de abril de 2023 9:12\n"
        "Para: Bob\nAsunto: martes"
    ),
    (
        "Da: Ann Bell <ann@example.com>\nInviato: lunedì 3 aprile 2023 09:12\n"
        "A: Bob\nOggetto: martedì"
    ),
    (
        "Van: Ann Bell <ann@example.com>\nVerzonden: maandag 3 april 2023 09:12\n"
        "Aan: Bob\nOnderwerp: dinsdag"
    ),
    (
        "De: Ann Bell <ann@example.com>\nEnviada em: segunda-feira, 3 de abril de 2023\n"
        "Para: Bob\nAssunto: terça"
    ),
    (
        "Från: Ann Bell <ann@example.com>\nSkickat: den 3 april 2023 09:12\n"
        "Till: Bob\nÄmne: tisdag"
    ),
    (
        "Fra: Ann Bell <ann@example.com>\nSendt: 3. april 2023 09:12\n"
        "Til: Bob\nEmne: tirsdag"
    ),
    (
        "Od: Ann Bell <ann@example.com>\nWysłano: poniedziałek, 3 kwietnia 2023 09:12\n"
        "Do: Bob\nTemat: wtorek"
    ),
    (
        "Lähettäjä: Ann Bell\nLähetetty: 3. huhtikuuta 2023 9.12\n"
        "Vastaanottaja: Bob\nAihe: tiistai"
    ),
    (
        "От: Ann Bell <ann@example.com>\nОтправлено: 3 апреля 2023 г. 9:12\n"
        "Кому: Bob\nТема: вторник"
    ),
    "发件人: Ann Bell\n发送时间: 2023年4月3日 9:12\n收件人: Bob\n主题: 周二",
    "差出人: Ann Bell\n送信日時: 2023年4月3日 9:12\n宛先: Bob\n件名: 火曜日",
]
MARKS = [
    "-----Original Message-----",
    "----- Original Message -----",
    "-----Ursprüngliche Nachricht-----",
    "-----Message d'origine-----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "-----Oorspronkelijk bericht-----",
    "-----Mensagem original-----",
    "-----Oprindelig meddelelse-----",
    "-------- Původní zpráva --------",
    "Begin forwarded message:",
    "Anfang der weitergeleiteten Nachricht:",
    "________________________________",
]
SIGNS = [
    "Sent from my iPhone",
    "Sent from Yahoo Mail on Android",
    "Sent via the Samsung Galaxy S21, an AT&T 5G smartphone",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from my phone, please excuse that it is short.",
    "Von meinem iPhone gesendet",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Wysłane z iPhone'a",
    "Отправлено с iPhone",
    "Lähetetty iPhonesta",
    "iPhoneから送信",
    "发自我的iPhone",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_quotation_below_is_cut(introduction):
    """
    What is quoted below an introduction goes, whatever language introduces it.
    """
    assert SAID == new_text(f"{SAID}\n\n{introduction}\n\n{QUOTED}\n")


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_quotation_without_marks_is_cut(introduction):
    """
    What follows an introduction was written before, though nothing marks its lines.
    """
    text = f"{SAID}\n\n{introduction}\n\nWould Tuesday suit you?\n\nAnn"

    assert SAID == new_text(text)


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_answer_below_is_kept(introduction):
    """
    An answer below the quotation is the new text, as good as one above.
    """
    assert SAID == new_text(f"{introduction}\n{QUOTED}\n\n{SAID}\n")


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("rule", ["", "________________________________\n", "\n\n"])
def test_another_message_below_is_cut(headers, rule):
    """
    The message that Outlook and its like put below, with its headers, goes.
    """
    text = f"{SAID}\n\n{rule}{headers}\n\nWould Tuesday suit you?\n"

    assert SAID == new_text(text)


@pytest.mark.parametrize("mark", MARKS)
def test_what_a_mark_begins_is_cut(mark):
    """
    A line that says that the original message begins ends the new one.
    """
    assert SAID == new_text(f"{SAID}\n\n{mark}\n{HEADERS[0]}\n\nWould it suit you?")


@pytest.mark.parametrize("sign", SIGNS)
def test_the_sign_of_a_device_is_cut(sign):
    """
    What a telephone signs with was not written by its owner.
    """
    assert SAID == new_text(f"{SAID}\n\n{sign}\n\n{INTRODUCTIONS[0]}\n{QUOTED}")


def test_a_signature_is_cut():
    """
    What stands below the rule of RFC 3676 is a signature; a greeting is not.
    """
    text = f"{SAID}\n\nBest regards\nAnn\n\n-- \nAnn Bell\n+44 20 7946 0000\n"

    assert f"{SAID}\n\nBest regards\nAnn" == new_text(text)


def test_answers_between_the_lines_keep_their_questions():
    """
    Answers between quoted lines would mean nothing without them.
    """
    text = (
        "See below.\n\nOn 3 Apr 2023, at 09:12, Ann <ann@example.com> wrote:\n\n"
        "> Which day?\n\nTuesday.\n\n> Which hour?\n\nTen.\n\n> Ann\n"
    )

    kept = "See below.\n\n\n> Which day?\n\nTuesday.\n\n> Which hour?\n\nTen."
    assert kept == new_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "On Tuesday we wrote the offer.\nIt costs 2016 in all.",
        "From: the airport\nit takes an hour by bus.",
        "Here is what John wrote.\n\nAll the best\nAnn",
        "The sizes are\n\n| a | 10 |\n| b | 20 |\n\nand that is it.",
        "1. first\n2. second\n\nOffer\n=====\nAs agreed.\n\n* * *\n\nAnn",
        (
            "Sent from the warehouse on Monday. It should arrive today, let me know if not;"
            " we have had some trouble with the carrier lately and would send it again,"
            " which is no problem at all."
        ),
        "Date: Tuesday\nPlace: your office",
        "Hello\n\nSent from my desk, is much easier than my telephone.",
        "It left.\n\nSent from the warehouse on Monday.",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text):
    """
    Words, lists, tables and titles of a person's own are all kept.
    """
    assert text == new_text(text)


@pytest.mark.parametrize("text", ["> Only a quotation.", "On 3 Apr 2023, Ann wrote:"])
def test_a_mail_that_says_nothing_new_is_shown_whole(text):
    """
    Where nothing would be left, all is.
    """
    assert text == new_text(text)


def test_a_forward_tells_what_is_forwarded():
    """
    Of a message sent on without a word, its text is what it tells.
    """
    text = f"---------- Forwarded message ---------\n{HEADERS[0]}\n\n\n{SAID}\n"

    assert SAID == new_text(text)
