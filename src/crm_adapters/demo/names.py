"""
Names of people by locale, the common ones first; rare surnames are put together.
"""

from itertools import product
from typing import NamedTuple


class Names(NamedTuple):
    """
    The names of one locale. Every stem goes with every ending, also with a link
    between them.
    """

    first: list[str]
    common: list[str]
    stems: list[str]
    links: list[str]
    endings: list[str]

    @property
    def last(self) -> list[str]:
        """
        All surnames, the common ones first.
        """
        parts = product(["", *self.links], self.endings, self.stems)
        made = [f"{stem}{link}{ending}" for link, ending, stem in parts]
        return list(dict.fromkeys([*self.common, *made]))


def _names(first: str, common: str, stems: str, links: str, endings: str) -> Names:
    lists = (first, common, stems, links, endings)
    return Names(*(each.split() for each in lists))


NAMES = {
    "us": _names(
        """
        James Mary John Jennifer Robert Linda Michael Elizabeth David Susan William
        Jessica Richard Sarah Joseph Karen Thomas Lisa Chris Nancy Daniel Sandra Matthew
        Ashley Anthony Emily Mark Kimberly Steven Donna Andrew Michelle Joshua Carol
        Kevin Amanda Brian Melissa George Stephanie Tyler Rebecca Jason Laura Ryan Cindy
        Jacob Amy Gary Kathleen Nicholas Angela Eric Shirley Jonathan Brenda Larry
        Nicole Justin Megan Brandon Hannah Ethan Zoe Travis Paige Wyatt Harper
        """,
        """
        Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson
        Jackson White Harris Martin Thompson Robinson Clark Lewis Lee Walker Hall Allen
        Young King Wright Hill Scott Green Adams Baker Nelson Carter Mitchell Roberts
        Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Doe
        """,
        """
        Ash Brad Cald Down East Fair Glen Hart Ing Kings Lang Mill North Oak Pem Quin
        Red Shel Thorn Up Wake West Winter Wood Black Broad Clay Dray Elm Farn Gold Hamp
        Hol Lock Mar Nor Pres Rad Stan Strat Ther Wal Whit Ware Bur Cran Den Ever
        """,
        "en er ing el",
        """
        ford ton ley wood field worth burn well brook man son ridge dale bury ham stone
        gate more wick by cliff bridge mond land
        """,
    ),
    "gb": _names(
        """
        Oliver Olivia Jack Amelia Harry Isla Charlie Ava Alfie Poppy Freddie Lily Archie
        Sophie Theo Grace Leo Evie Arthur Freya Henry Rosie Edward Florence Rupert Imogen
        Nigel Gemma Gareth Sian Rhys Cerys Angus Morag Callum Eilidh Hamish Fiona Declan
        Niamh Alistair Harriet Barnaby Tamsin Clive Phillipa Graham Beryl Trevor Maureen
        """,
        """
        Davies Hughes Thomas Walters Patel Shah Khan Ali Begum Wood Watson Bennett Cook
        Cooper Richardson Bailey Murphy Kelly Morgan Cox Ward Price Gray Foster Simpson
        Marshall Owen Rogers Reid Murray Palmer Mason Hunt Holmes Mills Webb Knight
        """,
        """
        Arm Ald Bard Birch Chat Cog Dun Ex Fen Gar Hather Ick Kel Lam Lei Mel Nant Os
        Pit Raven Sal Shrop Stock Tat Thwai Wen Whar Wim Yar Brack Crof Ed Hesel Kirk
        Lin Mal Net Ox Pad Rose
        """,
        "en er in ol",
        """
        combe leigh thorpe shaw stead throp worthy grave hurst cott head ling sey chett
        ington shire dean wright ell ard
        """,
    ),
    "de": _names(
        """
        Thomas Sabine Michael Petra Andreas Susanne Stefan Claudia Peter Monika Wolfgang
        Birgit Klaus Heike Jürgen Anja Uwe Martina Matthias Ulrike Jan Julia Sebastian
        Katharina Lukas Anna Felix Lena Jonas Laura Maximilian Sophie Tobias Johanna
        Florian Franziska Dirk Silke Jörg Antje Günther Gudrun Björn Käthe Rüdiger Dörte
        Holger Friederike Torben Wiebke
        """,
        """
        Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann
        Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun
        Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Köhler Huber
        Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller
        """,
        """
        Alten Bach Berg Birken Brand Buch Burg Dorn Eber Eichen Eisen Falken Feld Felsen
        Garten Gold Grün Hagen Hasel Heiden Hoch Holz Kalten Kirch König Linden Loh
        Mark Mühl Neu Ober Rosen Roth Sand Schön Silber Stein Tannen Unter Wald Wein
        Wiesen Zell
        """,
        "en er el ert",
        """
        mann bauer müller meier berger hofer bach thal feld born hausen heimer kamp
        brink horst ecker stätter huber reuter gruber walder acker rieder wächter
        """,
    ),
    "fr": _names(
        """
        Jean Marie Pierre Nathalie Michel Isabelle Philippe Sylvie Nicolas Céline
        Christophe Sandrine Laurent Valérie Stéphane Stéphanie Julien Aurélie Thomas
        Émilie Alexandre Camille Antoine Léa Maxime Manon Hugo Chloé Lucas Inès François
        Françoise Gérard Hélène René Éliane Loïc Maëlle Benoît Solène Mathieu Clémence
        Guillaume Margaux Frédéric Noémie Olivier Anaïs Yves Zoé
        """,
        """
        Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon
        Laurent Lefebvre Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard
        André Lefèvre Mercier Dupont Lambert Bonnet François Martinez Legrand Garnier
        Faure Rousseau Blanc Guérin Muller Henry Roussel Nicolas Perrin Morin Gauthier
        """,
        """
        Beau Bel Bois Bon Bour Brun Cha Champ Char Clair Cler Cour Dela Desro Du Fon Font
        Gail Gran Haut Jol La Lac Lan Mal Mar Mas Mau Mon Mont Neu Per Plan Pon Rich Roc
        Ro Sau Ser Sou Val Ver Vil
        """,
        "e i en o",
        """
        mont vert champ rand ville court bert lard nier met chet reau vin deau gnon rieux
        gnac lier zac tel val
        """,
    ),
    "es": _names(
        """
        José María Antonio Carmen Manuel Ana Francisco Laura Juan Isabel David Cristina
        Javier Marta Daniel Lucía Carlos Elena Miguel Pilar Rafael Paula Pedro Raquel
        Ángel Sara Alejandro Rosa Fernando Silvia Pablo Beatriz Sergio Mercedes Jorge
        Rocío Alberto Nuria Álvaro Andrea Diego Irene Adrián Alba Rubén Eva Íñigo Begoña
        Joaquín Montserrat
        """,
        """
        García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín
        Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro
        Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez
        Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido
        """,
        """
        Alm Arr Bal Barr Cab Cald Camp Carr Cast Cer Cord Escob Espin Fig Fuent Gald
        Herr Hid Lar Ler Mad Mald Mend Mir Mont Mor Nav Oliv Pal Per Quint Reb Rib Riv
        Sald Sal Seg Tej Val Veg Vill Zab Zald Zam
        """,
        "ar er and ol",
        """
        ero eda ares alba ales ano arra eño era íñez ito ón uela ías ueta osa ado anda
        egui ica
        """,
    ),
    "it": _names(
        """
        Giuseppe Maria Giovanni Anna Antonio Giulia Mario Francesca Luigi Chiara
        Francesco Sara Angelo Laura Vincenzo Valentina Marco Elena Alessandro Alessandra
        Andrea Martina Stefano Federica Roberto Paola Paolo Silvia Luca Elisa Davide
        Ilaria Matteo Roberta Simone Barbara Fabio Claudia Nicolò Beatrice Lorenzo Noemi
        Gabriele Giorgia Riccardo Serena Emanuele Ginevra Salvatore Concetta
        """,
        """
        Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno
        Gallo Conti Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana
        Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile
        Martinelli Vitale Lombardo Serra Coppola Marchetti Parisi Villa Conte
        """,
        """
        Acqua Alba Bal Bell Ber Bon Bran Cal Camp Cap Cast Cer Chiar Corn Dal Fer Fior
        Gar Grim Lan Lup Mal Man Mar Mas Mon Mor Nar Or Pal Pas Pel Per Piet Rin Sal San
        Spin Tar Tor Ven Ver Zan
        """,
        "and er ol in",
        """
        elli etti ini oni aldi otti ari ato acci esi ucci ano iero ardi igo otto uzzi
        azzo ese
        """,
    ),
    "pl": _names(
        """
        Piotr Anna Krzysztof Maria Andrzej Katarzyna Tomasz Małgorzata Jan Agnieszka
        Paweł Barbara Michał Ewa Marcin Krystyna Stanisław Elżbieta Jakub Magdalena Adam
        Joanna Łukasz Aleksandra Grzegorz Monika Wojciech Zofia Mateusz Teresa Mariusz
        Natalia Dariusz Beata Zbigniew Dorota Rafał Jadwiga Robert Halina Kamil Janina
        Jacek Danuta Szymon Justyna Kacper Żaneta Bartosz Grażyna
        """,
        """
        Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński
        Szymański Woźniak Dąbrowski Kozłowski Mazur Jankowski Kwiatkowski Krawczyk
        Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek Wróbel
        Jabłoński Dudek Majewski Olszewski Stępień Malinowski Adamczyk Pawlak Sikora
        """,
        """
        Bart Biel Bork Brzoz Choj Czarn Dob Drozd Gał Głow Gór Graj Jag Jas Jawor Kalin
        Karp Kos Krup Lip Łęk Lis Makow Mał Mil Mroz Niedz Olch Ost Paw Pior Pol Raj Rog
        Rud Rut Sad Sob Sok Stach Tom Wal Wil Wit Zaw Żur
        """,
        "k cz ow aw",
        """
        owski ewski iński ak czyk ek arz icki ocki owicz ewicz uk anek ka oń as ura el
        arek yński
        """,
    ),
    "se": _names(
        """
        Lars Anna Karl Eva Anders Maria Johan Karin Per Kristina Nils Lena Erik Sara Jan
        Kerstin Mikael Emma Daniel Ingrid Fredrik Marie Peter Malin Hans Jenny Stefan
        Elin Mats Linda Gustav Hanna Björn Birgitta Magnus Inger Oskar Sofia Göran Åsa
        Håkan Ulla Jonas Frida Emil Ebba Sören Märta Axel Saga
        """,
        """
        Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson
        Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg
        Jakobsson Magnusson Olofsson Lindström Lindqvist Lindgren Axelsson Berg Bergström
        Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg
        """,
        """
        Ahl Alm Ask Bjur Björk Blom Bo Borg Brunn Dahl Ed Ek Eng Fors Frö Gran Grön Hag
        Hall Hed Hell Hög Holm Käll Lag Ljung Löf Mal Mo Nor Ny Palm Ros Ryd Sel Sjö Stål
        Ström Söder Väst Wall Wik Åk Öst
        """,
        "e er en and",
        """
        gren qvist ström lund berg dahl blad holm stedt vall man löf ing feldt mark strand
        roth stam fors vik
        """,
    ),
    "in": _names(
        """
        Aarav Aditi Arjun Ananya Rahul Priya Vikram Neha Amit Pooja Rajesh Sunita Sanjay
        Kavita Suresh Lakshmi Anil Meena Ravi Divya Deepak Shreya Manoj Anjali Karthik
        Swati Nikhil Ritu Rohan Nisha Siddharth Sneha Varun Pallavi Harish Geeta Gopal
        Rekha Ashok Usha Kiran Padma Naveen Aishwarya Prakash Indira Tarun Bhavna Imran
        Farah
        """,
        """
        Sharma Singh Kumar Gupta Verma Reddy Iyer Nair Mehta Joshi Rao Desai Kulkarni
        Chatterjee Banerjee Mukherjee Das Bose Pillai Menon Agarwal Malhotra Kapoor
        Chopra Bhatt Trivedi Mishra Pandey Yadav Chauhan Jain Naidu Hegde Shetty
        """,
        """
        Adh Bal Bhan Chand Dev Dhar Gan Gir Har Ind Jag Jay Kal Kam Kesh Lal Mad Mah Mal
        Man Moh Nag Nar Pad Par Pra Raj Ram Rat Sad Sam Sat Shan Shiv Som Sub Sur Tar
        Ved Vij Vish Yog
        """,
        "a i esh av",
        """
        ani wal kar ekar rajan esh nath endra appa swamy murthy anna akar vanshi gopal
        athan iah dutt oria adia
        """,
    ),
}
