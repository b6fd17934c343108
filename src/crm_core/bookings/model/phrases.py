"""
What booking pages say of themselves, in the languages of their visitors.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from ...shared import on_wall

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "minutes": "{minutes} minutes",
        "zone": "Your time zone",
        "show": "Show times",
        "length": "How long",
        "times": "Free times",
        "theirs": "{time} ({zone}) for your host",
        "there": "Your host’s time zone is {zone}.",
        "ask.first_name": "First name",
        "ask.last_name": "Last name",
        "ask.email": "E-mail",
        "ask.description": "What is it about?",
        "none": "There is no free time on these days.",
        "earlier": "Earlier days",
        "later": "Later days",
        "again": "Choose another time",
        "book": "Book",
        "taken": "This time is not free any more. Please choose another one.",
        "booked_title": "Your meeting is booked",
        "booked": "We have sent you a mail with the details, and with links by which "
        "you can move or cancel it.",
        "moved_title": "Your meeting has been moved",
        "cancel_title": "Cancel your meeting?",
        "cancel": "Cancel the meeting",
        "cancelled_title": "Your meeting is cancelled",
        "cancelled": "We are sorry that you cannot come.",
        "move_title": "Choose another time for your meeting",
        "now": "Until now it is on {day}, {time}.",
        "move": "Move to this time",
        "gone_title": "This link does not work any more",
        "gone": "The meeting has been cancelled or is over, or the link is incomplete.",
        "absent_title": "There is no such page",
        "absent": "It may have been closed. Please ask whoever gave you the address.",
        "often_title": "Please wait a moment",
        "often": "There were very many bookings just now. Please try again later.",
        "elsewhere_title": "This page cannot be sent from there",
        "elsewhere": "The website that you come from may not send it.",
        "away_title": "Something is out of order",
        "away": "Nothing was booked. Please try again in a few minutes.",
        "place": "Place: {place}",
        "with": "With: {host}",
        "subject": "{title}: {day}, {time}",
        "mail": "Hello,\n\nyour meeting is booked.\n\n{title}\n{day}, {time} ({zone})\n"
        "{details}\n\nTo move it:\n{move}\n\nTo cancel it:\n{cancel}\n\n"
        "{organization}\n",
        "cancelled_subject": "Cancelled: {title}, {day}, {time}",
        "cancelled_mail": "Hello,\n\nyour meeting is cancelled.\n\n{title}\n"
        "{day}, {time} ({zone})\n\n{organization}\n",
        "day": "{weekday}, {day} {month} {year}",
    },
    "de": {
        "minutes": "{minutes} Minuten",
        "zone": "Ihre Zeitzone",
        "show": "Zeiten anzeigen",
        "length": "Dauer",
        "times": "Freie Zeiten",
        "theirs": "{time} ({zone}) bei Ihrem Gastgeber",
        "there": "Die Zeitzone Ihres Gastgebers ist {zone}.",
        "ask.first_name": "Vorname",
        "ask.last_name": "Nachname",
        "ask.email": "E-Mail",
        "ask.description": "Worum geht es?",
        "none": "An diesen Tagen ist nichts frei.",
        "earlier": "Frühere Tage",
        "later": "Spätere Tage",
        "again": "Andere Zeit wählen",
        "book": "Buchen",
        "taken": "Diese Zeit ist nicht mehr frei. Bitte wählen Sie eine andere.",
        "booked_title": "Ihr Termin ist gebucht",
        "booked": "Wir haben Ihnen eine E-Mail mit allen Angaben geschickt und mit "
        "Links, über die Sie den Termin verschieben oder absagen können.",
        "moved_title": "Ihr Termin ist verschoben",
        "cancel_title": "Termin absagen?",
        "cancel": "Termin absagen",
        "cancelled_title": "Ihr Termin ist abgesagt",
        "cancelled": "Schade, dass Sie nicht kommen können.",
        "move_title": "Wählen Sie eine andere Zeit für Ihren Termin",
        "now": "Bisher ist er am {day}, {time}.",
        "move": "Auf diese Zeit verschieben",
        "gone_title": "Dieser Link gilt nicht mehr",
        "gone": "Der Termin ist abgesagt oder vorbei, oder der Link ist unvollständig.",
        "absent_title": "Diese Seite gibt es nicht",
        "absent": "Vielleicht wurde sie geschlossen. Bitte fragen Sie dort nach, woher "
        "Sie die Adresse haben.",
        "often_title": "Bitte warten Sie einen Moment",
        "often": "Eben wurde sehr oft gebucht. Bitte versuchen Sie es später noch "
        "einmal.",
        "elsewhere_title": "Von dort kann diese Seite nicht abgesendet werden",
        "elsewhere": "Die Website, von der Sie kommen, darf sie nicht absenden.",
        "away_title": "Etwas ist außer Betrieb",
        "away": "Es wurde nichts gebucht. Bitte versuchen Sie es in einigen Minuten "
        "noch einmal.",
        "place": "Ort: {place}",
        "with": "Mit: {host}",
        "subject": "{title}: {day}, {time}",
        "mail": "Guten Tag,\n\nIhr Termin ist gebucht.\n\n{title}\n{day}, {time} "
        "({zone})\n{details}\n\nVerschieben:\n{move}\n\nAbsagen:\n{cancel}\n\n"
        "{organization}\n",
        "cancelled_subject": "Abgesagt: {title}, {day}, {time}",
        "cancelled_mail": "Guten Tag,\n\nIhr Termin ist abgesagt.\n\n{title}\n"
        "{day}, {time} ({zone})\n\n{organization}\n",
        "day": "{weekday}, {day}. {month} {year}",
    },
    "fr": {
        "minutes": "{minutes} minutes",
        "zone": "Votre fuseau horaire",
        "show": "Afficher les heures",
        "length": "Durée",
        "times": "Heures libres",
        "theirs": "{time} ({zone}) chez votre hôte",
        "there": "Le fuseau horaire de votre hôte est {zone}.",
        "ask.first_name": "Prénom",
        "ask.last_name": "Nom",
        "ask.email": "E-mail",
        "ask.description": "De quoi s’agit-il ?",
        "none": "Aucune heure n’est libre ces jours-là.",
        "earlier": "Jours précédents",
        "later": "Jours suivants",
        "again": "Choisir une autre heure",
        "book": "Réserver",
        "taken": "Cette heure n’est plus libre. Veuillez en choisir une autre.",
        "booked_title": "Votre rendez-vous est réservé",
        "booked": "Nous vous avons envoyé un message avec tous les détails et des "
        "liens pour le déplacer ou l’annuler.",
        "moved_title": "Votre rendez-vous est déplacé",
        "cancel_title": "Annuler votre rendez-vous ?",
        "cancel": "Annuler le rendez-vous",
        "cancelled_title": "Votre rendez-vous est annulé",
        "cancelled": "Dommage que vous ne puissiez pas venir.",
        "move_title": "Choisissez une autre heure pour votre rendez-vous",
        "now": "Il est actuellement prévu le {day}, {time}.",
        "move": "Déplacer à cette heure",
        "gone_title": "Ce lien n’est plus valable",
        "gone": "Le rendez-vous est annulé ou passé, ou le lien est incomplet.",
        "absent_title": "Cette page n’existe pas",
        "absent": "Elle a peut-être été fermée. Veuillez demander à qui vous a donné "
        "l’adresse.",
        "often_title": "Veuillez patienter un instant",
        "often": "Il y a eu de très nombreuses réservations. Veuillez réessayer plus "
        "tard.",
        "elsewhere_title": "Cette page ne peut pas être envoyée de là",
        "elsewhere": "Le site d’où vous venez n’a pas le droit de l’envoyer.",
        "away_title": "Un problème est survenu",
        "away": "Rien n’a été réservé. Veuillez réessayer dans quelques minutes.",
        "place": "Lieu : {place}",
        "with": "Avec : {host}",
        "subject": "{title} : {day}, {time}",
        "mail": "Bonjour,\n\nvotre rendez-vous est réservé.\n\n{title}\n{day}, {time} "
        "({zone})\n{details}\n\nPour le déplacer :\n{move}\n\nPour l’annuler :\n"
        "{cancel}\n\n{organization}\n",
        "cancelled_subject": "Annulé : {title}, {day}, {time}",
        "cancelled_mail": "Bonjour,\n\nvotre rendez-vous est annulé.\n\n{title}\n"
        "{day}, {time} ({zone})\n\n{organization}\n",
        "day": "{weekday} {day} {month} {year}",
    },
}
_WEEKDAYS: Final = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_MONTHS: Final = {
    "en": "January February March April May June July August September October"
    " November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November"
    " Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre"
    " décembre",
}


def booking_phrase(language: str, name: str, **values: object) -> str:
    """
    What a booking page of this language says.
    """
    said = _PHRASES[language][name]
    return said.format(**values) if values else said


def shown_day(language: str, day: date) -> str:
    """
    A day as people of a language write it in full.
    """
    return _PHRASES[language]["day"].format(
        weekday=_WEEKDAYS[language].split()[day.weekday()],
        day=day.day,
        month=_MONTHS[language].split()[day.month - 1],
        year=day.year,
    )


def shown_time(moment: datetime, zone: str) -> str:
    """
    The time of day on the clocks of a zone.
    """
    return on_wall(moment, zone).strftime("%H:%M")
