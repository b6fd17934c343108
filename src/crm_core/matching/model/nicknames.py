"""
Given names and what people make of them: short forms and forms of other languages.
"""

from .letters import plain_words

_SPELLED = """
abigail abby abbie gail
abraham abe abram
adelaide addie heidi
adrian adrien adriano
agnes aggie agnieszka ines
albert al bert bertie alberto albrecht
alexander alex al sandy alec xander sasha alexandre alejandro alessandro aleksander aleksandr alexei sascha lex aleks
alexandra alex sandra sandy lexi sasha alessandra alejandra aleksandra
alfred al fred alf alfie alfredo freddy
alice ali alicia allie
allan alan allen al
amanda mandy
amelia amy millie emilia
andrew andy drew andreas andre andrea andrei andrey andrzej anders andres ondrej
andrea andi
angela angie angelika
anna ann anne annie annette anya anita hannah ania anja anke hanna anneke nancy
anthony tony anton antonio antoine toni antoni
antonia toni
archibald archie
arnold arnie arno arnaud
arthur art arturo artur
barbara barb babs bobbie basia barbel
bartholomew bart bartek
beatrice bea beatrix trixie
benedict ben benedikt
benjamin ben benny benji benjy
bernard bernie bernhard bernd bernardo
brian bryan
caroline carolyn carol carrie caro karoline carolina karolina lina
catherine katherine kathryn cathy kathy kate katie kit kitty kathrin katharina catalina caterina katrin katja katarzyna kasia ekaterina katya trina karen cat kathleen
cecilia cecile cissy celia
charles charlie chuck chas carl karl carlos carlo karel karol charly
charlotte charlie lottie lotte carlotta
christian chris christiaan kristian
christine christina chris tina chrissie kirsten kristina krystyna kristin christa christel
christopher chris kit topher kris christoph cristobal christophe kristof
clara claire clare klara
claudia claudine
clement clem klemens
constance connie konstanze
constantin konstantin costas kostas kostya
daniel dan danny dani
danielle dani daniela
david dave davey dawid
deborah deb debbie debra
dennis denis denny
diana diane di
dimitri dmitry dmitri dima mitya dimitrios
dominic dom dominik dominique nick
donald don donnie
dorothy dot dottie dolly dorothea dora thea
douglas doug
edmund ed eddie ned edmond
edward ed eddie ned ted teddy eduard eduardo edouard edoardo
eleanor ellie nell nellie nora elinor leonora ella lenora
elizabeth liz lizzie beth betty bess bessie betsy eliza elsie lisa elisabeth libby lizbeth elise elisa isabel ella liesel lilli lisbeth elspeth else elzbieta ela bettina
ellen nell helen
emily em emmy millie emilie
emma em
emmanuel manny manuel manu emanuel
eric erik rick erich
ernest ernie ernst ernesto
eugene gene evgeny eugen evgeni eugenio
evelyn eve evie
ferdinand ferdi fernando nando
florence flo flossie florentine
frances fran frankie francesca franziska francoise fanny franzi francisca
francis frank fran francisco franz francesco francois paco pancho franciszek frans frantisek
frederick fred freddie freddy friedrich fritz federico frederic fryderyk fredrik rick frederik
gabriel gabe
gabrielle gabby gabriele gabi gabriella
gerald gerry jerry gerhard gerd gerard gert gerardo
geoffrey geoff jeffrey jeff jeffery gottfried
george jorge georg giorgio jorg georges jurgen yuri jerzy georgios juri joris georgi
georgina georgie georgia gina
gertrude trudy gerti gertie
gilbert gil bert
gordon gordy
gregory greg gregor grzegorz grigory gregorio
guillermo memo
gustav gus gustavo gustaf
harold harry hal harald
harriet hattie
helen helena nell ellen lena helene elena ilena
henry harry hank hal heinrich henri heinz enrique henrik enrico henryk hendrik hein henning
herbert herb bert bertie
hildegard hilde
howard howie
hubert bert hubertus
hugh hugo huey
ignatius iggy ignacio nacho ignaz
irene rena irina ira
isaac ike
isabella bella izzy belle isabelle isabel izzie
jacob jake jakob jack jacobo jacques jakub kuba iacob
jacqueline jackie jacky
james jim jimmy jamie jem jaime jimmie jaimie diego
jane janet jean janie jenny jana janine
janice jan
jason jay
jean jeannie jeanne jeanette jeannette
jennifer jen jenny jenni jenna
jeremiah jerry jeremy
jeremy jerry jeremias
jessica jess jessie
joachim jochen achim joaquin kim
joan joanie joanna
joanna jo joanne johanna hanna
john johnny jack jon juan jean johannes hans ivan giovanni jan johann johan ian sean jens hannes janek vanya evan ioannis joao iwan
jonathan jon jonny nathan jonatan johnathan
joseph joe joey jo jose giuseppe josef pepe beppe jozef iosif sepp joss
josephine jo josie fifi josefine josefa
joshua josh
judith judy judi
julia julie jules juliet giulia juliette julianne
julian jules julien juliano
julius jules julio giulio
kenneth ken kenny
kimberly kim kimberley
konrad conrad kurt conny
lambert bert
laura laurie lori laure laurel
laurence larry lawrence lars lorenzo laurent laurenz lorenz lawrie lauri
leo leon lev leonid leonardo
leonard len lenny leo leonhard leonardo
lewis louis lou louie luis ludwig lew luigi ludovic lutz
lillian lily lil lilly liliana lilian
linda lyn lindy
louise lou lulu luise luisa louisa
lucas luke luca lukas luc luka lukasz
lucy lucia lucie lucille lucinda
ludmila mila lyudmila
madeline maddie madeleine maddy magdalena lena magda
magdalena leni malgorzata
margaret maggie meg peggy marge margie greta rita daisy margarete margarita margot madge grete malgorzata gosia marguerite margret gretchen margherita mag gretel
maria mary marie mia mitzi masha marija mariya maryam moira maja
mariana marianne
mark marc marcus markus marco marek marcos
martha marta marty mattie
martin marty martino marcin maarten marten
martina tina
mary molly polly mamie may
matthew matt matty matthias matteo mathieu mateo mateusz matthieu matti mattias matthaus mathias thijs
maurice moritz mauricio morris maurizio moe mauritz
maximilian max maxim maximilien maks maksim massimo
melissa mel missy lissa
melanie mel
michael mike mick mickey mikey michel miguel michele misha mikhail michal mikael mitch mischa micha mihai mickel michiel
michelle shelly michele
mildred millie
mohammed muhammad mohamed mohammad muhammed mo mehmet mohamad
nathaniel nat nate nathan
natalie nat nataly natalia natasha natalya nathalie
nicholas nick nicky nico nicolas klaus nicola niklas nikolaus nikolai mikolaj nicolai niels kolya claus nikolaos nikola niccolo nickolas miklos
nicole nicky nikki nicola nici
norman norm
oliver ollie olli olivier oliviero
olivia liv ollie livia
pamela pam
patricia pat patty tricia trish patsy patrizia
patrick pat paddy patricio patrizio padraig
paul pablo paolo pavel pauli pawel pal
paula pauline paulina polly
penelope penny
peter pete pedro pietro pierre piotr petr petra piet pjotr petrus peer per petros pyotr
philip phil pip phillip felipe philipp philippe filippo filip flip
priscilla cilla
rachel rachael ray rahel raquel
ralph ralf raoul raul rafe
randolph randy randall
raphael rafael rafe raffaele rafal rafi
raymond ray raimund ramon raimondo
rebecca becky becca bec rebekka
reginald reggie reg
reinhard reiner rainer
renate rena
richard rick dick rich richie ricky ricardo riccardo ryszard rikard ritchie
robert bob rob bobby robbie bert robin roberto rupert bobbie robb
roberta bobbie robbie
rodney rod
roderick rod rodrigo rory
roger rodger ruggero rutger rudiger
roland rolly orlando rolando
ronald ron ronnie ronny
rose rosa rosie rosemary rosalie
rosemary rosie romy rosemarie
rudolf rudy rudi rodolfo rolf rudolph
russell russ rusty
samantha sam sammy
samuel sam sammy
sarah sally sara sadie
sebastian seb bastian basti sebastien bas
sergey sergio serge sergei serhii serhiy
sharon shari
sigmund sig ziggy siegmund
simon simeon si simone szymon
sofia sophie sophia sonja sofie zofia sonya zosia sonia
solomon sol
stanley stan stanislav stanislaw
stephanie steph steffi stefanie stefania fanny
stephen steve steven stefan stevie esteban stephan etienne stefano steffen istvan szczepan stefanos stepan stephane
susan sue susie suzy suzanne susanna susanne zuzanna suzie susi susana
sylvester sly sylvestre
sylvia silvia
sven svend
teresa terry tess theresa tessa terri resi therese teresita thea
terence terry terrence
theodore ted teddy theo theodor teodor fyodor fedor teo
thaddeus thad tad
thomas tom tommy tomas tommaso tomasz thom tommi
timothy tim timmy timo timotheus timofey
tobias toby tobi
ulrich uli ulli
ursula uschi ulla
valentine val valentin valentina
valerie val valeria
vanessa nessa
veronica vera ronnie roni veronika
victor vic vick viktor vittorio
victoria vicky vicki tori vikki viktoria vittoria
vincent vince vinny vincenzo vicente vinzenz vin
virginia ginny ginger
vladimir vova volodya wladimir volodymyr wlodzimierz
walter walt wally wat gualtiero wouter
wilhelmina mina wilma minnie helma billie
william bill will billy willy willie liam wilhelm guillaume guillermo willem wim guglielmo wil
wolfgang wolf wolfi
xavier javier xaver saverio
yves ivo
zachary zach zack zac zachariah
"""
_GROUPS = [plain_words(line) for line in _SPELLED.strip().splitlines()]


def _by_name() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, names in enumerate(_GROUPS):
        for name in names:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_GROUPS_OF = _by_name()
_NONE: frozenset[int] = frozenset()


def full_names(given: str) -> tuple[str, ...]:
    """
    The full names that *given* may stand for: ``bert`` for albert, robert...
    """
    groups = _GROUPS_OF.get(given)
    return tuple(_GROUPS[each][0] for each in sorted(groups)) if groups else (given,)


def interchangeable(one: str, other: str) -> bool:
    """
    Whether a person called *one* may as well be called *other*.
    """
    return not _GROUPS_OF.get(one, _NONE).isdisjoint(_GROUPS_OF.get(other, _NONE))


def other_names(given: str) -> frozenset[str]:
    """
    What else a person called *given* may be called.
    """
    groups = _GROUPS_OF.get(given, _NONE)
    return frozenset(name for each in groups for name in _GROUPS[each]) - {given}
