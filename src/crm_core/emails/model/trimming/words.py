"""
What mail programs write around a quotation, in the languages that they speak.
"""

import re


def _one_of(*words: str) -> str:
    return "|".join(re.escape(word) for each in words for word in each.split("/"))


WROTE = re.compile(
    r"(?<!\w)(?:"
    + _one_of(
        "wrote/writes/write",
        "schrieb/schrieben/schreibt/geschrieben",
        "a écrit/a ecrit/écrivait/écrit",
        "escribió/escribio/ha escrito/escribe",
        "ha scritto/scrive/scrisse/ha inviato",
        "schreef/geschreven/heeft geschreven",
        "escreveu/escreve/va escriure",
        "skrev/skrifaði/skriver/har skrevet",
        "kirjoitti/kirjutas",
        "napisał/napisała/napisał(a)/napisał/a/pisze",
        "написал/написала/написал(а)/писал/писала/пишет/написав/пише",
        "napsal/napsala/napsal(a)/napísal/napísala/napísal(a)",
        "írta/ezt írta",
        "a scris",
        "yazdı/şunu yazdı",
        "έγραψε",
        "je napisao/je napisala/je napisao/la/napisao/napisala/piše",
        "rakstīja/rašė/parašė",
        "đã viết/menulis",
        "כתב/כתבה/מאת",
        "كتب/كتبت",
        "เขียนว่า",
    )
    + r")(?!\w)|写道|寫道|写到|さんは書きました|さんが書きました|のメール|作成|님이 작성|작성"
)
"""
The verb that introduces a quotation.
"""

ON = re.compile(
    r"(?:"
    + _one_of(
        "on/at/in",
        "am/um/vom",
        "le/el/il/em/no dia/a/op/den/på/dne/dňa/dnia/w dniu/pe/în data de/v/dana/u",
        "в/στις/ngày/pada/tarihinde",
    )
    + r")\s|在|于|於|בתאריך|ב-|في|وفي",
    re.IGNORECASE,
)
"""
How such a line begins.
"""

DATE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|(?<!\d)(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)\d{1,2}[:.h]\d\d(?!\d)|\d{1,2}\s?月\s?\d{1,2}\s?日"
)
STARTS_WITH_DATE = re.compile(
    r"(?:[^\W\d]{2,12}\.?,?\s+)?(?:\d{4}[-./年]\s?\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]"
    r"|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?\d{4})"
)

_ROLES = {
    "from": "from/von/de/da/van/från/fra/od/lähettäjä/от/від/отправитель/mittente"
            "/remetente/expéditeur/kimden/gönderen/feladó/de la/expeditor/odesílatel"
            "/odosielateľ/avsändare/avsender/afsender/από/发件人/寄件者/差出人/送信者"
            "/보낸 사람/saatja/nuo/no/pošiljatelj/šalje/מאת/من/dari/von mir",
    "date": "date/sent/datum/gesendet/envoyé/enviado/enviado el/enviada em/data"
            "/inviato/data invio/verzonden/skickat/dato/sendt/sendt den/wysłano/data"
            "/lähetetty/päivämäärä/päiväys/отправлено/дата/надіслано/dátum/küldve"
            "/fecha/odesláno/odoslané/tarih/gönderilme tarihi/trimis/ημερομηνία"
            "/στάλθηκε/发送时间/发送日期/日期/寄件日期/日時/送信日時/보낸 날짜/날짜/sent at"
            "/saadetud/išsiųsta/poslano/תאריך/נשלח/تاريخ/تم الإرسال/dikirim",
    "to": "to/an/à/a/para/aan/till/til/do/vastaanottaja/кому/címzett/komu/kime/alıcı"
          "/către/προς/pour/per/destinatario/destinataire/收件人/宛先/받는 사람/kellele"
          "/za/prima/אל/إلى/kepada",
    "cc": "cc/kopie/copia/kopia/kopi/копия/kopio/copie/cc/抄送/副本/ccn/másolat/bcc"
          "/참조/עותק/نسخة",
    "subject": "subject/betreff/betr/objet/asunto/oggetto/onderwerp/ämne/emne/temat"
               "/assunto/aihe/тема/tárgy/předmět/predmet/konu/subiect/θέμα/主题/主旨"
               "/件名/제목/teema/tema/נושא/الموضوع/subyek/asunto",
    "reply": "reply-to/antwort an/répondre à/responder a/rispondi a/risposta"
             "/antwoord aan/svara till/svar til/odpowiedz do/ответить",
    "other": "importance/priority/organization/attachments/anlagen/wichtigkeit",
}  # fmt: skip
ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split("/")}
HEADER = re.compile(
    r"[\s*_>|]*([^\W\d_][\w -]{0,24}?)\s*[*_]*\s*[:\uff1a][*_]*(?:\s+\S|$|[^/\d\s])"
)
"""
A line such as ``*From:* somebody``; its first group is looked up in ``ROLE_OF``.
"""

EMBEDDED = re.compile(
    _one_of(
        "original message/original appointment/original email/forwarded message",
        "forwarded by/begin forwarded message/forwarded mail/start of forwarded",
        "ursprüngliche nachricht/originalnachricht/weitergeleitete nachricht",
        "anfang der weitergeleiteten/originalmeldung/original-nachricht",
        "message d'origine/message original/message transféré/début du message",
        "mensaje original/mensaje reenviado/inicio del mensaje",
        "messaggio originale/messaggio inoltrato/inizio messaggio inoltrato",
        "oorspronkelijk bericht/doorgestuurd bericht/origineel bericht",
        "mensagem original/mensagem encaminhada/mensagem reencaminhada",
        "ursprungligt meddelande/originalmeddelande/vidarebefordrat",
        "opprinnelig melding/videresendt/oprindelig meddelelse/original meddelelse",
        "wiadomość oryginalna/oryginalna wiadomość/wiadomość przekazana",
        "alkuperäinen viesti/välitetty viesti",
        "исходное сообщение/пересылаемое сообщение/пересланное",
        "původní zpráva/pôvodná správa/přeposlaná/eredeti üzenet/továbbított",
        "mesaj original/orijinal ileti/iletilmiş/原始邮件/原始郵件/邮件原件/転送",
        "元のメッセージ/원본 메시지/pôvodný e-mail/αρχικό μήνυμα",
    ),
    re.IGNORECASE,
)
ABOVE_THIS_LINE = re.compile(
    r"(?:reply|write|answer|type)[\w ,]{0,40} above (?:this|the) line"
    r"|oberhalb dieser (?:zeile|linie)|au-dessus de cette ligne"
    r"|por encima de esta l[ií]nea|acima desta linha|sopra questa riga"
    r"|boven deze (?:regel|lijn)",
    re.IGNORECASE,
)

_MADE_WITH = (
    r"(?:sent|posted|typed|written|composed|delivered)\s+(?:\w+\s+)?(?:from|via|with|by|using|on)\s"
    r"|get\s+\[?outlook\s+for|download\s+\[?outlook|outlook\s+for\s+(?:ios|android|mac)"
    r"|envoy[ée]e?\s+(?:depuis|de|à partir|avec|via)\s|télécharge[rz]\s+outlook"
    r"|(?:diese nachricht wurde\s+)?(?:von|mit|über)\s+(?:mein|unterwegs|der|dem|outlook|iphone|ipad)[^.!?]{0,80}"
    r"(?:gesendet|verschickt|geschrieben)|gesendet\s+(?:von|mit|über|aus)\s"
    r"|enviado\s+(?:desde|do|de|a partir|com|con|via|por|pelo)\s|enviada\s+do\s"
    r"|inviato\s+(?:da|dal|con|tramite)\s|ottieni\s+outlook"
    r"|verzonden\s+(?:met|vanaf|vanuit|via|door)\s|verstuurd\s+(?:met|vanaf|via)\s"
    r"|skickat\s+(?:från|med|via)\s|sendt\s+(?:fra|med|via)\s|hent\s+outlook"
    r"|wysłan[eoay]\s+(?:z|za|przez|ze)\s|lähetetty\s|hanki\s+outlook"
    r"|отправлено\s+(?:с|из|через|от)\s|надіслано\s+(?:з|із)\s"
    r"|odesláno\s+z|odoslané\s+z|trimis\s+(?:de pe|din|cu)\s|küldve\s"
    r"|iphone'?umdan gönderildi|[iı]phone.{0,20}gönderildi"
    r"|從我的\s?|从我的\s?|发自我的|來自我的|发送自|iphone\s?から送信|나의\s?iphone|내\s?iphone"
    r"|στάλθηκε\s+από\s|diperintah|dikirim dari\s|gửi từ\s|נשלח מ|أُرسلت من|تم الإرسال من"
)
MADE_WITH = re.compile(rf"[\W_]{{0,4}}(?:{_MADE_WITH})", re.IGNORECASE)
"""
How a program or device signs: ``Sent from my phone``.
"""
SENTENCE = re.compile(
    r"\b(?:is|was|are|were|will|would|has|have|had|i|we|it|they)\b"
    r"|sent from the (?!samsung|all|new|galaxy|mail)",
    re.IGNORECASE,
)
EXCUSE = re.compile(r"\b(?:excuse|pardon|forgive|typ(?:o|ing)|brevity)", re.IGNORECASE)
"""
What devices say of how they are written on.
"""
DEVICE = re.compile(
    r"[\w .]{0,20}\bfrom (?:my |a )?(?:mobile|iphone|ipad|phone|android|blackberry"
    r"|smartphone)\b.{0,30}",
    re.IGNORECASE,
)
