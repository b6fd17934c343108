"""
The words that headers of opportunities are made of, and what their cells say.
"""

from collections.abc import Mapping

from .vocabulary import PERSON, Meaning, fold_header, phrases_of

DEAL = {
    "name": "name|deal name|deal|deal title|opportunity name|opportunity|title"
    "|opportunity title|potential name|subject|topic|geschaft|geschaftsname"
    "|verkaufschance|name der verkaufschance|titel|thema|auftrag|affaire"
    "|nom de l affaire|opportunite|nom de l opportunite|transaction"
    "|nom de la transaction|nom du deal|nom|titre|negocio|nombre del negocio|oportunidad"
    "|nombre de la oportunidad|trato|nombre del trato|nombre|titulo|affare"
    "|nome affare|nome dell affare|trattativa|nome trattativa|opportunita"
    "|nome opportunita|nome|titolo|nome do negocio|nome da oportunidade|deal naam"
    "|dealnaam|verkoopkans|naam verkoopkans|naam|onderwerp|szansa"
    "|szansa sprzedazy|nazwa szansy|nazwa szansy sprzedazy|transakcja"
    "|nazwa transakcji|nazwa|prilezitost|nazev prilezitosti|obchod|nazev obchodu"
    "|obchodni pripad|nazev|affar|affarsnamn|affarsmojlighet|namn|salgsmulighed"
    "|handelsnavn|navn|salgsmulighet|avtalenavn|kaupan nimi|myyntimahdollisuus|nimi"
    "|uzlet|uzlet neve|nev|oportunitate|nume oportunitate|nume|сделка"
    "|название сделки|название|тема|угода|назва угоди|назва|ευκαιρια|商談|商談名"
    "|案件|案件名|取引名|商机|商机名称|交易名称|거래|거래명|거래 이름|영업기회"
    "|anlasma adi|firsat|firsat adi",
    "value": "amount|value|deal value|deal amount|opportunity amount|est revenue"
    "|estimated revenue|estimated value|revenue|close value|price|total price|betrag"
    "|wert|auftragswert|summe|umsatz|geschatzter umsatz|montant|valeur"
    "|montant de l affaire|montant de la transaction|importe|valor|monto|cantidad"
    "|valor del negocio|importo|valore|valore trattativa|valor do negocio|quantia"
    "|bedrag|waarde|omzet|kwota|wartosc|castka|hodnota|belopp|varde|belob|vaerdi"
    "|belop|verdi|summa|arvo|osszeg|ertek|suma|valoare|сумма|бюджет|стоимость|сума"
    "|ποσο|αξια|金額|金额|商机金额|预计金额|금액|예상 금액|tutar|deger|lead value",
    "currency": "currency|deal currency|currency code|currency iso code"
    "|currency of value|wahrung|devise|monnaie|moneda|divisa|valuta|moeda|waluta"
    "|mena|valuutta|penznem|валюта|νομισμα|通貨|货币|币种|통화|para birimi",
    "pipeline": "pipeline|deal pipeline|sales pipeline|pipeline name|sales process"
    "|vertriebspipeline|verkaufspipeline|lejek|lejek sprzedazy|embudo|funil|funnel"
    "|воронка|воронка продаж|パイプライン|管道|销售管道|파이프라인",
    "stage": "stage|deal stage|sales stage|stage name|opportunity stage"
    "|pipeline stage|pipeline phase|phase|deal phase|stufe|dealphase|vertriebsphase"
    "|verkaufsphase|etape|phase de l affaire|phase de la transaction|etape de vente"
    "|etapa|etapa del negocio|etapa de venta|fase|fase del negocio|fase di vendita"
    "|fase trattativa|etapa do negocio|fase de venda|verkoopfase|etap"
    "|etap sprzedazy|faza|faze|faze obchodu|steg|fas|salgsfase|vaihe|myyntivaihe"
    "|szakasz|fazis|etapa vanzare|стадия|стадия сделки|этап|этап сделки|етап"
    "|σταδιο|ステージ|フェーズ|阶段|销售阶段|단계|영업단계|asama|satis asamasi",
    "status": "status|deal status|opportunity status|state|stav|statut|estado|stato"
    "|situacao|tila|allapot|stare|статус|состояние|状態|ステータス|状态|상태|durum",
    "probability": "probability|win probability|deal probability"
    "|wahrscheinlichkeit|abschlusswahrscheinlichkeit|probabilite|probabilidad"
    "|probabilita|probabilidade|waarschijnlijkheid|kans|prawdopodobienstwo"
    "|pravdepodobnost|sannolikhet|sandsynlighed|sannsynlighet|todennakoisyys"
    "|valoszinuseg|probabilitate|вероятность|імовірність|πιθανοτητα|確度|概率|可能性"
    "|赢率|확률|olasilik",
    "probability_source": "probability source",
    "close_date": "close date|closing date|closed date|abschlussdatum|abschlusstermin"
    "|date de cloture|date cloture|date de fermeture|fecha de cierre"
    "|data di chiusura|data chiusura|data de fechamento|data de fecho|sluitingsdatum"
    "|sluitdatum|afsluitdatum|data zamkniecia|datum uzavreni|avslutsdatum"
    "|stangningsdatum|lukkedato|afslutningsdato|avslutningsdato|paattymispaiva"
    "|zaras datuma|lezaras datuma|data inchiderii|data de inchidere|дата закрытия"
    "|дата завершения|дата закриття|ημερομηνια κλεισιματος|クローズ日|完了日"
    "|结束日期|成交日期|关闭日期|마감일|종료일|kapanis tarihi",
    "expected_close_date": "expected close date|expected close|est close date"
    "|estimated close date|expected closing|expected closing date|close date expected"
    "|voraussichtliches abschlussdatum|erwartetes abschlussdatum|geplanter abschluss"
    "|geschatztes abschlussdatum|date de cloture prevue|date de cloture estimee"
    "|fecha prevista de cierre|fecha de cierre prevista|fecha de cierre esperada"
    "|data di chiusura prevista|chiusura prevista|data prevista de fechamento"
    "|previsao de fechamento|data prevista de fecho|verwachte sluitingsdatum"
    "|verwachte afsluitdatum|przewidywana data zamkniecia|oczekiwana data zamkniecia"
    "|predpokladane datum uzavreni|ocekavane datum uzavreni|forvantat avslutsdatum"
    "|forventet afslutningsdato|forventet lukkedato|arvioitu paattymispaiva"
    "|varhato zaras|data estimata a inchiderii|ожидаемая дата закрытия"
    "|планируемая дата закрытия|очікувана дата закриття|クローズ予定日|完了予定日"
    "|预计成交日期|预计结束日期|예상 마감일|tahmini kapanis tarihi",
    "actual_close_date": "actual close date|closed at|closed on|closed time|won time"
    "|won date|date won|lost time|lost date|date lost|deal closed on"
    "|tatsachliches abschlussdatum|date de cloture reelle|fecha de cierre real"
    "|data di chiusura effettiva|data real de fechamento|werkelijke sluitingsdatum"
    "|rzeczywista data zamkniecia|skutecne datum uzavreni|фактическая дата закрытия"
    "|实际结束日期",
    "forecast_category": "forecast category|forecast category name|forecast"
    "|prognosekategorie|categorie de prevision|categoria de prevision"
    "|categoria di previsione|categoria de previsao|kategoria prognozy",
    "lost_reason": "lost reason|closed lost reason|loss reason|reason lost"
    "|reason for loss|verlustgrund|grund fur verlust|absagegrund|raison de la perte"
    "|raison de perte|motif de perte|motivo de perdida|razon de perdida"
    "|motivo della perdita|motivo perdita|motivo da perda|motivo de perda"
    "|verliesreden|reden verlies|reden van verlies|powod przegranej|powod utraty"
    "|duvod ztraty|duvod prohry|forlustorsak|tabsarsag|tapsarsak|haviamisen syy"
    "|vesztes oka|motivul pierderii|причина отказа|причина потери|причина проигрыша"
    "|причина втрати|λογος απωλειας|失注理由|输单原因|丢单原因|실패 이유"
    "|kaybetme nedeni",
    "lost_note": "lost note|lost notes|closed lost notes",
    "competitor": "competitor|competitors|main competitor|main competitors"
    "|primary competitor|wettbewerber|mitbewerber|konkurrent|concurrent|competidor"
    "|concorrente|konkurencja|konkurent|kilpailija|versenytars|конкурент"
    "|ανταγωνιστης|競合|竞争对手|경쟁사|rakip",
    "recurring_value": "recurring value",
    "recurring_value:monthly": "mrr|monthly recurring revenue",
    "recurring_value:yearly": "arr|annual recurring revenue",
    "recurring_period": "recurring period",
    "next_step": "next step|next steps|nachster schritt|nachste schritte"
    "|prochaine etape|proximo paso|prossimo passo|proximo passo|volgende stap"
    "|nastepny krok|dalsi krok|nasta steg|naeste skridt|neste steg|следующий шаг"
    "|次のステップ|下一步|다음 단계",
    "next_step_on": "next step on|next step date|next activity date",
    "product": "product|product name|products|produkt|produit|producto|prodotto"
    "|produto|produktname|termek|produs|продукт|товар|προιον|製品|商品|产品|제품|urun",
    "contact_email": PERSON["email"] + "|contact email|primary contact email"
    "|associated contact email|person email|contact person email|contact e mail"
    "|kontakt e mail|e mail kontakt|email du contact|correo del contacto",
    "contact_name": "contact name|contact|contacts|primary contact|contact person"
    "|contact full name|person|person name|associated contact|ansprechpartner"
    "|kontakt|kontaktperson|interlocuteur|nom du contact|contacto"
    "|persona de contacto|nombre del contacto|contatto|nome contatto|contato"
    "|pessoa de contato|contactpersoon|osoba kontaktowa|kontaktni osoba|yhteyshenkilo"
    "|kapcsolattarto|persoana de contact|контакт|контактное лицо|επαφη|取引先責任者"
    "|联系人|연락처|ilgili kisi",
    "company": PERSON["company"] + "|" + PERSON["customer"] + "|potential customer"
    "|deal organization|account name account|associated companies|primary company",
    "company_domain": PERSON["company_domain"],
    "company_website": PERSON["company_website"],
    "owner": PERSON["owner"] + "|deal owner|opportunity owner|owner name"
    "|sales agent|sales manager|seller|salesman|deal owner email",
    "source": PERSON["lead_source"] + "|deal source|opportunity source"
    "|original traffic source",
    "tags": PERSON["tags"] + "|deal label|deal tags",
    "description": PERSON["notes"] + "|deal description|opportunity description",
    # As exports of this CRM have them.
    "contact_roles": "contact roles",
    "line_items": "line items",
}

OPPORTUNITY_PHRASES: Mapping[str, Meaning] = phrases_of(DEAL)

_ENDS = {
    "won": "won|closed won|deal won|success|successful|gewonnen|abgeschlossen gewonnen"
    "|geschlossen gewonnen|gagne|gagnee|conclu|ganado|ganada|cerrado ganado"
    "|cerrada ganada|vinto|vinta|chiuso vinto|ganho|ganha|fechado ganho|wygrana|wygrane"
    "|zamkniete wygrane|vyhrano|uspech|vunnen|vunnet|vundet|voitettu|megnyert|nyert"
    "|castigat|castigata|выиграна|выиграно|успешно реализовано|виграно"
    "|κερδισμενη|受注|成約|赢单|赢得|成交|수주|성사|kazanildi",
    "lost": "lost|closed lost|deal lost|verloren|abgeschlossen verloren"
    "|geschlossen verloren|perdu|perdue|perdido|perdida|cerrado perdido|cerrada perdida"
    "|perso|persa|chiuso perso|fechado perdido|przegrana|przegrane|zamkniete przegrane"
    "|prohrano|ztraceno|forlorad|tapt|tabt|havitty|elveszett|pierdut|pierduta"
    "|проиграна|проиграно|закрыто и не реализовано|втрачено|χαμενη|失注|输单|丢单"
    "|실패|kaybedildi",
    "open": "open|offen|ouvert|ouverte|abierto|abierta|aperto|aperta|aberto|aberta"
    "|otwarta|otwarte|otevreno|oppen|aben|apen|avoin|nyitott|deschis|открыта|открыто"
    "|відкрито|ανοιχτη|進行中|进行中|진행중|acik|in progress",
}
_SAID_OF_STATES = {
    fold_header(phrase).replace(" ", ""): kind
    for kind, phrases in _ENDS.items()
    for phrase in phrases.split("|")
}
_CATEGORIES = {"committed": "commit", "upside": "best_case", "won": "closed"} | {
    "lost": "omitted"
}


def kind_said(text: str) -> str | None:
    """
    Whether *text* says ``open``, ``won`` or ``lost``, in some language; None when it
    says something else.
    """
    return _SAID_OF_STATES.get(fold_header(text).replace(" ", ""))


def category_said(text: str) -> str:
    """
    A forecast category as this CRM spells it: ``Best Case`` is ``best_case``.
    """
    said = fold_header(text).replace(" ", "_")
    return _CATEGORIES.get(said, said)
