"""
What forms say of themselves, in the languages of their visitors.
"""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "send": "Send",
        "required": "required",
        "choose": "Please choose",
        "wrong": "Please check what you have entered",
        "thanks": "Thank you. We have received what you sent.",
        "look": "Please look into your mailbox: we have sent you a link. "
        "Only when you have followed it does what you entered reach us.",
        "confirm": "Confirm",
        "confirm_title": "One more step",
        "confirm_text": "With this button you confirm what you have entered.",
        "gone_title": "This link does not work any more",
        "gone": "It is too old, or incomplete. Please fill in the form again.",
        "absent_title": "There is no such form",
        "absent": "It may have been closed. Please ask whoever gave you the address.",
        "often_title": "Please wait a moment",
        "often": "This form was sent very often just now. Please try again later.",
        "elsewhere_title": "This form cannot be sent from there",
        "elsewhere": "The website that you come from may not send it.",
        "away_title": "Something is out of order",
        "away": "Nothing was sent. Please try again in a few minutes.",
        "trap": "Please leave this field empty",
        "subject": "Please confirm: {title}",
        "mail": "Hello,\n\nsomebody has entered this e-mail address in the form "
        "“{title}” of {organization}. If it was you, please follow this link:\n\n"
        "{link}\n\nIt works until {until} (UTC). If it was not you, ignore this mail: "
        "nothing more will happen.\n",
        "error.required": "Please fill this in.",
        "error.email": "Please enter an e-mail address, as name@example.com.",
        "error.phone": "Please enter a phone number.",
        "error.url": "Please enter a web address, as https://example.com.",
        "error.number": "Please enter a number.",
        "error.range": "This number is too small or too large.",
        "error.date": "Please enter a day.",
        "error.choice": "Please choose one of these.",
        "error.length": "This is too long.",
        "error.consent": "Please agree, or we may not take this.",
        "error.too-fast": "That was very fast. Please send it once more.",
        "error.too-old": "This page was open for long. Please send it once more.",
        "error": "This cannot be taken as it is.",
    },
    "de": {
        "send": "Absenden",
        "required": "Pflichtfeld",
        "choose": "Bitte wählen",
        "wrong": "Bitte prüfen Sie Ihre Angaben",
        "thanks": "Vielen Dank. Ihre Angaben sind bei uns angekommen.",
        "look": "Bitte sehen Sie in Ihr Postfach: Wir haben Ihnen einen Link "
        "geschickt. Erst wenn Sie ihm gefolgt sind, erreichen uns Ihre Angaben.",
        "confirm": "Bestätigen",
        "confirm_title": "Noch ein Schritt",
        "confirm_text": "Mit diesem Knopf bestätigen Sie Ihre Angaben.",
        "gone_title": "Dieser Link gilt nicht mehr",
        "gone": "Er ist zu alt oder unvollständig. Bitte füllen Sie das Formular "
        "noch einmal aus.",
        "absent_title": "Dieses Formular gibt es nicht",
        "absent": "Vielleicht wurde es geschlossen. Bitte fragen Sie dort nach, "
        "woher Sie die Adresse haben.",
        "often_title": "Bitte warten Sie einen Moment",
        "often": "Dieses Formular wurde eben sehr oft abgesendet. Bitte versuchen "
        "Sie es später noch einmal.",
        "elsewhere_title": "Von dort kann dieses Formular nicht abgesendet werden",
        "elsewhere": "Die Website, von der Sie kommen, darf es nicht absenden.",
        "away_title": "Etwas ist außer Betrieb",
        "away": "Es wurde nichts gesendet. Bitte versuchen Sie es in einigen Minuten "
        "noch einmal.",
        "trap": "Bitte lassen Sie dieses Feld leer",
        "subject": "Bitte bestätigen: {title}",
        "mail": "Guten Tag,\n\njemand hat diese E-Mail-Adresse im Formular "
        "„{title}“ von {organization} angegeben. Wenn Sie das waren, folgen Sie bitte "
        "diesem Link:\n\n{link}\n\nEr gilt bis {until} (UTC). Wenn Sie es nicht "
        "waren, brauchen Sie nichts zu tun.\n",
        "error.required": "Bitte füllen Sie dies aus.",
        "error.email": "Bitte geben Sie eine E-Mail-Adresse an, wie name@example.com.",
        "error.phone": "Bitte geben Sie eine Telefonnummer an.",
        "error.url": "Bitte geben Sie eine Webadresse an, wie https://example.com.",
        "error.number": "Bitte geben Sie eine Zahl an.",
        "error.range": "Diese Zahl ist zu klein oder zu groß.",
        "error.date": "Bitte geben Sie einen Tag an.",
        "error.choice": "Bitte wählen Sie etwas davon.",
        "error.length": "Das ist zu lang.",
        "error.consent": "Bitte stimmen Sie zu, sonst dürfen wir es nicht annehmen.",
        "error.too-fast": "Das ging sehr schnell. Bitte senden Sie es noch einmal ab.",
        "error.too-old": "Diese Seite war lange offen. Bitte senden Sie es noch "
        "einmal ab.",
        "error": "Das kann so nicht angenommen werden.",
    },
    "fr": {
        "send": "Envoyer",
        "required": "obligatoire",
        "choose": "Veuillez choisir",
        "wrong": "Veuillez vérifier vos réponses",
        "thanks": "Merci. Nous avons bien reçu votre envoi.",
        "look": "Veuillez consulter votre messagerie : nous vous avons envoyé un "
        "lien. Votre envoi ne nous parviendra qu’une fois ce lien suivi.",
        "confirm": "Confirmer",
        "confirm_title": "Encore une étape",
        "confirm_text": "Avec ce bouton, vous confirmez vos réponses.",
        "gone_title": "Ce lien n’est plus valable",
        "gone": "Il est trop ancien ou incomplet. Veuillez remplir à nouveau le "
        "formulaire.",
        "absent_title": "Ce formulaire n’existe pas",
        "absent": "Il a peut-être été fermé. Veuillez demander à qui vous a donné "
        "l’adresse.",
        "often_title": "Veuillez patienter un instant",
        "often": "Ce formulaire vient d’être envoyé très souvent. Veuillez réessayer "
        "plus tard.",
        "elsewhere_title": "Ce formulaire ne peut pas être envoyé de là",
        "elsewhere": "Le site d’où vous venez n’a pas le droit de l’envoyer.",
        "away_title": "Un problème est survenu",
        "away": "Rien n’a été envoyé. Veuillez réessayer dans quelques minutes.",
        "trap": "Veuillez laisser ce champ vide",
        "subject": "Veuillez confirmer : {title}",
        "mail": "Bonjour,\n\nquelqu’un a saisi cette adresse e-mail dans le "
        "formulaire « {title} » de {organization}. Si c’était vous, veuillez suivre "
        "ce lien :\n\n{link}\n\nIl est valable jusqu’au {until} (UTC). Sinon, ignorez "
        "ce message.\n",
        "error.required": "Veuillez remplir ce champ.",
        "error.email": "Veuillez saisir une adresse e-mail, comme nom@example.com.",
        "error.phone": "Veuillez saisir un numéro de téléphone.",
        "error.url": "Veuillez saisir une adresse web, comme https://example.com.",
        "error.number": "Veuillez saisir un nombre.",
        "error.range": "Ce nombre est trop petit ou trop grand.",
        "error.date": "Veuillez saisir une date.",
        "error.choice": "Veuillez choisir une de ces réponses.",
        "error.length": "C’est trop long.",
        "error.consent": "Veuillez accepter, sinon nous ne pouvons rien recevoir.",
        "error.too-fast": "C’était très rapide. Veuillez envoyer encore une fois.",
        "error.too-old": "Cette page est restée ouverte longtemps. Veuillez envoyer "
        "encore une fois.",
        "error": "Cela ne peut pas être accepté ainsi.",
    },
}
LANGUAGES: Final = tuple(PHRASES)


def phrase(language: str, name: str) -> str:
    """
    What a form of this language says.
    """
    return PHRASES[language][name]


def error_phrase(language: str, code: str) -> str:
    """
    What a visitor is told of a value that is wrong in the way of *code*.
    """
    known = PHRASES[language]
    return known.get(f"error.{code}") or known["error"]
