#include "demo_world.h"

#include <ctype.h>
#include <string.h>

/* People of the demo: given and family names of several languages. All are made up. */

enum { NAMES = 18 };

struct name {
	const char *text, *latin; /* latin: for the e-mail address; NULL where text will do */
};
struct culture {
	int share;
	const char *domain;
	struct name given[NAMES], family[NAMES];
};

/* clang-format off */
static const struct culture cultures[] = {
	{ 18, "example.com",
		{ { "Olivia", 0 }, { "Amelia", 0 }, { "Isla", 0 }, { "Grace", 0 }, { "Harriet", 0 }, { "Siobhán", "siobhan" }, { "Aoife", 0 }, { "Niamh", 0 }, { "Imogen", 0 },
		  { "Oliver", 0 }, { "George", 0 }, { "Arthur", 0 }, { "Callum", 0 }, { "Rhys", 0 }, { "Seán", "sean" }, { "Eoghan", 0 }, { "Duncan", 0 }, { "Jack", 0 } },
		{ { "Taylor", 0 }, { "Walker", 0 }, { "Whitfield", 0 }, { "Okonkwo-Hughes", "okonkwohughes" }, { "O'Neill", "oneill" }, { "O'Sullivan", "osullivan" }, { "MacLeod", 0 }, { "Griffiths", 0 }, { "Ní Dhomhnaill", "nidhomhnaill" },
		  { "Ashworth", 0 }, { "Pemberton", 0 }, { "Fairbairn", 0 }, { "Llewellyn", 0 }, { "Byrne", 0 }, { "Kavanagh", 0 }, { "Sinclair", 0 }, { "Hargreaves", 0 }, { "Smith", 0 } } },
	{ 16, "example.org",
		{ { "Camille", 0 }, { "Chloé", "chloe" }, { "Zoé", "zoe" }, { "Anaïs", "anais" }, { "Maëlys", "maelys" }, { "Hélène", "helene" }, { "Françoise", "francoise" }, { "Inès", "ines" }, { "Solène", "solene" },
		  { "Étienne", "etienne" }, { "Jérôme", "jerome" }, { "Loïc", "loic" }, { "Noël", "noel" }, { "Théo", "theo" }, { "Jean-Baptiste", "jeanbaptiste" }, { "Guillaume", 0 }, { "Rémi", "remi" }, { "Aurélien", "aurelien" } },
		{ { "Lefèvre", "lefevre" }, { "Bénard", "benard" }, { "Gauthier", 0 }, { "Desrosiers", 0 }, { "d'Alembert", "dalembert" }, { "Le Goff", "legoff" }, { "Chevallier", 0 }, { "Lévesque", "levesque" }, { "Château", "chateau" },
		  { "Delacroix", 0 }, { "Fontaine", 0 }, { "Garçon", "garcon" }, { "Hénault", "henault" }, { "Jaccard", 0 }, { "de La Rochefoucauld", "larochefoucauld" }, { "Perrault", 0 }, { "Renaud", 0 }, { "Œuvrard", "oeuvrard" } } },
	{ 13, "example.net",
		{ { "Jürgen", "juergen" }, { "Björn", "bjoern" }, { "Götz", "goetz" }, { "Lukas", 0 }, { "Maximilian", 0 }, { "Karl-Heinz", "karlheinz" }, { "Matthäus", "matthaeus" }, { "Ruedi", 0 }, { "Sönke", "soenke" },
		  { "Käthe", "kaethe" }, { "Jördis", "joerdis" }, { "Annegret", 0 }, { "Liesl", 0 }, { "Sabine", 0 }, { "Ursula", 0 }, { "Mareike", 0 }, { "Bärbel", "baerbel" }, { "Friederike", 0 } },
		{ { "Müller", "mueller" }, { "Schröder", "schroeder" }, { "Weiß", "weiss" }, { "Großmann", "grossmann" }, { "von der Heide", "vonderheide" }, { "Käsbohrer", "kaesbohrer" }, { "Zürcher", "zuercher" }, { "Öttinger", "oettinger" }, { "Übelacker", "uebelacker" },
		  { "Ångermann", "angermann" }, { "Brüggemann", "brueggemann" }, { "Jäger", "jaeger" }, { "Kühn", "kuehn" }, { "Löwenstein", "loewenstein" }, { "Pfeiffer", 0 }, { "Rösch", "roesch" }, { "Schmidt-Rottluff", "schmidtrottluff" }, { "Vogt", 0 } } },
	{ 11, "example.com",
		{ { "Iñigo", "inigo" }, { "Begoña", "begona" }, { "José Ángel", "joseangel" }, { "María del Carmen", "mariadelcarmen" }, { "Lucía", "lucia" }, { "Sofía", "sofia" }, { "Ximena", 0 }, { "Álvaro", "alvaro" }, { "Óscar", "oscar" },
		  { "Núria", "nuria" }, { "João", "joao" }, { "Conceição", "conceicao" }, { "Inês", "ines" }, { "Tomás", "tomas" }, { "Rocío", "rocio" }, { "Adrián", "adrian" }, { "Mateus", 0 }, { "Luísa", "luisa" } },
		{ { "Muñoz", "munoz" }, { "Ibáñez", "ibanez" }, { "García Márquez", "garciamarquez" }, { "Núñez de Balboa", "nunezdebalboa" }, { "Peña", "pena" }, { "Güell", "guell" }, { "Fernández", "fernandez" }, { "Etxeberria", 0 }, { "Quiñones", "quinones" },
		  { "Gonçalves", "goncalves" }, { "Magalhães", "magalhaes" }, { "Araújo", "araujo" }, { "dos Santos", "dossantos" }, { "Simões", "simoes" }, { "Vázquez", "vazquez" }, { "Zúñiga", "zuniga" }, { "Rodríguez", "rodriguez" }, { "Assunção", "assuncao" } } },
	{ 8, "example.org",
		{ { "Łukasz", "lukasz" }, { "Małgorzata", "malgorzata" }, { "Zbigniew", 0 }, { "Grażyna", "grazyna" }, { "Świętosława", "swietoslawa" }, { "Jiří", "jiri" }, { "Tomáš", "tomas" }, { "Zdeňka", "zdenka" }, { "Lenka", 0 },
		  { "Dušan", "dusan" }, { "Željka", "zeljka" }, { "Đorđe", "djordje" }, { "Šimon", "simon" }, { "Ágnes", "agnes" }, { "László", "laszlo" }, { "Győző", "gyozo" }, { "Ștefan", "stefan" }, { "Ioana", 0 } },
		{ { "Wiśniewski", "wisniewski" }, { "Szczęsny", "szczesny" }, { "Dąbrowska", "dabrowska" }, { "Brzęczyszczykiewicz", "brzeczyszczykiewicz" }, { "Dvořák", "dvorak" }, { "Němcová", "nemcova" }, { "Procházka", "prochazka" }, { "Kučera", "kucera" }, { "Živković", "zivkovic" },
		  { "Čavić", "cavic" }, { "Đurić", "djuric" }, { "Horváth", "horvath" }, { "Szabó", "szabo" }, { "Tőkés", "tokes" }, { "Ionescu", 0 }, { "Țiriac", "tiriac" }, { "Kováč", "kovac" }, { "Žukauskas", "zukauskas" } } },
	{ 7, "example.net",
		{ { "Åsa", "asa" }, { "Søren", "soren" }, { "Bjørg", "bjorg" }, { "Þórdís", "thordis" }, { "Guðmundur", "gudmundur" }, { "Øyvind", "oyvind" }, { "Päivi", "paivi" }, { "Väinö", "vaino" }, { "Märta", "marta" },
		  { "Ingeborg", 0 }, { "Lærke", "laerke" }, { "Æsa", "aesa" }, { "Håkon", "hakon" }, { "Göran", "goran" }, { "Eeva-Liisa", "eevaliisa" }, { "Jógvan", "jogvan" }, { "Tõnu", "tonu" }, { "Sigrún", "sigrun" } },
		{ { "Ångström", "angstrom" }, { "Sjöberg", "sjoberg" }, { "Nygård", "nygard" }, { "Kjærgaard", "kjaergaard" }, { "Guðjónsdóttir", "gudjonsdottir" }, { "Þorsteinsson", "thorsteinsson" }, { "Hämäläinen", "hamalainen" }, { "Mäkinen", "makinen" }, { "Østergård", "ostergard" },
		  { "Strömberg", "stromberg" }, { "Bjørnstad", "bjornstad" }, { "Lindqvist", 0 }, { "Ylönen", "ylonen" }, { "Sørensen", "sorensen" }, { "Õunapuu", "ounapuu" }, { "Ærø", "aeroe" }, { "Håkansson", "hakansson" }, { "Holm", 0 } } },
	{ 7, "example.org",
		{ { "محمد", "mohammed" }, { "أحمد", "ahmad" }, { "فاطمة", "fatima" }, { "عائشة", "aisha" }, { "يوسف", "youssef" }, { "مريم", "maryam" }, { "خالد", "khaled" }, { "ليلى", "layla" }, { "عمر", "omar" },
		  { "زينب", "zaynab" }, { "حسن", "hassan" }, { "نور الدين", "noureddine" }, { "سلمى", "salma" }, { "إبراهيم", "ibrahim" }, { "هدى", "huda" }, { "عبد الرحمن", "abdelrahman" }, { "رانيا", "rania" }, { "طارق", "tariq" } },
		{ { "الحسيني", "alhusseini" }, { "المصري", "almasri" }, { "بن علي", "benali" }, { "الخطيب", "alkhatib" }, { "السيد", "elsayed" }, { "النجار", "annajjar" }, { "حداد", "haddad" }, { "العبد الله", "alabdullah" }, { "قاسم", "qasim" },
		  { "الشامي", "ashshami" }, { "منصور", "mansour" }, { "بوعزيزي", "bouazizi" }, { "الزهراوي", "azzahrawi" }, { "شاهين", "shahin" }, { "درويش", "darwish" }, { "العلوي", "alaoui" }, { "خوري", "khoury" }, { "سعيد", "said" } } },
	{ 4, "example.com",
		{ { "נועה", "noa" }, { "יוסף", "yosef" }, { "תמר", "tamar" }, { "דוד", "david" }, { "מיכל", "michal" }, { "אברהם", "avraham" }, { "שירה", "shira" }, { "יעל", "yael" }, { "איתן", "eitan" },
		  { "רחל", "rachel" }, { "משה", "moshe" }, { "הדס", "hadas" }, { "אורי", "uri" }, { "ליאור", "lior" }, { "אסתר", "esther" }, { "גלעד", "gilad" }, { "רון", "ron" }, { "נעמי", "naomi" } },
		{ { "לוי", "levi" }, { "כהן", "cohen" }, { "מזרחי", "mizrahi" }, { "פרץ", "peretz" }, { "ביטון", "biton" }, { "אברהמי", "avrahami" }, { "שפירא", "shapira" }, { "בן־דוד", "bendavid" }, { "רוזנברג", "rosenberg" },
		  { "אזולאי", "azoulay" }, { "גולן", "golan" }, { "הררי", "harari" }, { "קפלן", "kaplan" }, { "שרון", "sharon" }, { "אוחנה", "ohana" }, { "ברק", "barak" }, { "זיו", "ziv" }, { "דיין", "dayan" } } },
	{ 6, "example.net",
		{ { "伟", "wei" }, { "秀英", "xiuying" }, { "娜", "na" }, { "欣怡", "xinyi" }, { "志明", "zhiming" }, { "浩然", "haoran" }, { "美玲", "meiling" }, { "建国", "jianguo" }, { "雨桐", "yutong" },
		  { "淑芬", "shufen" }, { "俊傑", "junjie" }, { "雅婷", "yating" }, { "家豪", "jiahao" }, { "冠宇", "guanyu" }, { "子涵", "zihan" }, { "静", "jing" }, { "磊", "lei" }, { "丽", "li" } },
		{ { "王", "wang" }, { "李", "li" }, { "张", "zhang" }, { "刘", "liu" }, { "陈", "chen" }, { "欧阳", "ouyang" }, { "司马", "sima" }, { "黃", "huang" }, { "趙", "zhao" },
		  { "周", "zhou" }, { "吴", "wu" }, { "徐", "xu" }, { "孙", "sun" }, { "林", "lin" }, { "郭", "guo" }, { "諸葛", "zhuge" }, { "高", "gao" }, { "馬", "ma" } } },
	{ 5, "example.org",
		{ { "陽菜", "hina" }, { "翔太", "shota" }, { "さくら", "sakura" }, { "健一", "kenichi" }, { "美咲", "misaki" }, { "大輔", "daisuke" }, { "由美子", "yumiko" }, { "ひろし", "hiroshi" }, { "蓮", "ren" },
		  { "지훈", "jihun" }, { "서연", "seoyeon" }, { "민준", "minjun" }, { "하은", "haeun" }, { "도윤", "doyun" }, { "예진", "yejin" }, { "성민", "seongmin" }, { "수빈", "subin" }, { "현우", "hyeonu" } },
		{ { "佐藤", "sato" }, { "鈴木", "suzuki" }, { "高橋", "takahashi" }, { "渡邊", "watanabe" }, { "伊藤", "ito" }, { "山本", "yamamoto" }, { "小林", "kobayashi" }, { "五十嵐", "igarashi" }, { "勅使河原", "teshigawara" },
		  { "김", "kim" }, { "이", "lee" }, { "박", "park" }, { "최", "choi" }, { "정", "jeong" }, { "강", "kang" }, { "남궁", "namgung" }, { "황보", "hwangbo" }, { "윤", "yoon" } } },
	{ 6, "example.com",
		{ { "Aarav", 0 }, { "Priya", 0 }, { "Lakshmi", 0 }, { "Venkatanarasimharajuvaripeta", 0 }, { "अनिल", "anil" }, { "सुनीता", "sunita" }, { "प्रिया", "priya" }, { "Gurpreet", 0 }, { "Fatimah", 0 },
		  { "রহিম", "rahim" }, { "அன்பழகன்", "anbazhagan" }, { "Chaminda", 0 }, { "Sanjay", 0 }, { "Meera", 0 }, { "Rukmini", 0 }, { "Tenzin", 0 }, { "Zainab", 0 }, { "Ishaan", 0 } },
		{ { "Krishnamurthy", 0 }, { "Singh", 0 }, { "Kaur", 0 }, { "शर्मा", "sharma" }, { "पटेल", "patel" }, { "Wickramasinghe", 0 }, { "Chattopadhyay", 0 }, { "Iyer", 0 }, { "Rajagopalachari", 0 },
		  { "চৌধুরী", "chowdhury" }, { "சுப்பிரமணியம்", "subramaniam" }, { "Khan", 0 }, { "Mukherjee", 0 }, { "Nair", 0 }, { "Reddy", 0 }, { "Dorji", 0 }, { "Hussain", 0 }, { "Das", 0 } } },
	{ 4, "example.net",
		{ { "Анна", "anna" }, { "Дмитро", "dmytro" }, { "Олександра", "oleksandra" }, { "Наталія", "nataliia" }, { "Юрий", "yuri" }, { "Светлана", "svetlana" }, { "Ђорђе", "djordje" }, { "Ґеник", "genyk" }, { "Їжакова", "yizhakova" },
		  { "Ελένη", "eleni" }, { "Γιώργος", "giorgos" }, { "Νίκος", "nikos" }, { "Κωνσταντίνα", "konstantina" }, { "ნინო", "nino" }, { "გიორგი", "giorgi" }, { "Անի", "ani" }, { "Արամ", "aram" }, { "Христина", "khrystyna" } },
		{ { "Шевченко", "shevchenko" }, { "Коваленко", "kovalenko" }, { "Щербак", "shcherbak" }, { "Петровић", "petrovic" }, { "Иванова", "ivanova" }, { "Ющенко", "yushchenko" }, { "Бойко", "boiko" }, { "Лисенко", "lysenko" }, { "Ткачук", "tkachuk" },
		  { "Παπαδόπουλος", "papadopoulos" }, { "Οικονόμου", "oikonomou" }, { "Αγγελοπούλου", "angelopoulou" }, { "ბერიძე", "beridze" }, { "კვარაცხელია", "kvaratskhelia" }, { "Սարգսյան", "sargsyan" }, { "Հակոբյան", "hakobyan" }, { "Мельник", "melnyk" }, { "Кравець", "kravets" } } },
	{ 5, "example.org",
		{ { "Chukwuemeka", 0 }, { "Adébáyọ̀", "adebayo" }, { "Ngozi", 0 }, { "Oluwaseun", 0 }, { "Thandiwe", 0 }, { "Sipho", 0 }, { "Wanjiku", 0 }, { "Kwame", 0 }, { "Abena", 0 },
		  { "Mamadou", 0 }, { "Aïssatou", "aissatou" }, { "Tsegaye", 0 }, { "ሰላም", "selam" }, { "Nomvula", 0 }, { "Kofi", 0 }, { "Zola", 0 }, { "Fatou", 0 }, { "Amara", 0 } },
		{ { "Okonkwo", 0 }, { "Adéyẹmí", "adeyemi" }, { "Nwachukwu", 0 }, { "Dlamini", 0 }, { "Mkhize", 0 }, { "Kamau", 0 }, { "Mensah", 0 }, { "Asante", 0 }, { "Diallo", 0 },
		  { "N'Diaye", "ndiaye" }, { "Traoré", "traore" }, { "Haile", 0 }, { "ተስፋዬ", "tesfaye" }, { "Nkosi", 0 }, { "Owusu", 0 }, { "Mbeki-Zulu", "mbekizulu" }, { "Sow", 0 }, { "Abubakar", 0 } } },
	{ 6, "example.net",
		{ { "Nguyệt", "nguyet" }, { "Đức", "duc" }, { "Thị Hồng Nhung", "thihongnhung" }, { "Quỳnh", "quynh" }, { "Văn Hùng", "vanhung" }, { "Siti", 0 }, { "Budi", 0 }, { "I Gusti Ngurah", "igustingurah" }, { "สมชาย", "somchai" },
		  { "พรทิพย์", "phonthip" }, { "Ma. Teresa", "materesa" }, { "Jejomar", 0 }, { "Kanoa", 0 }, { "Leilani", 0 }, { "Nâzım", "nazim" }, { "Gülşah", "gulsah" }, { "İbrahim", "ibrahim" }, { "Çiğdem", "cigdem" } },
		{ { "Nguyễn", "nguyen" }, { "Trần", "tran" }, { "Phạm", "pham" }, { "Đặng", "dang" }, { "Lê", "le" }, { "Wijaya", 0 }, { "Kusumawardhani", 0 }, { "ศรีสุวรรณ", "sisuwan" }, { "จันทร์เพ็ญ", "chanphen" },
		  { "Dela Cruz", "delacruz" }, { "Macaraeg", 0 }, { "Kahananui", 0 }, { "Yıldız", "yildiz" }, { "Öztürk", "ozturk" }, { "Şahin", "sahin" }, { "Gökçe", "gokce" }, { "Tuğlu", "tuglu" }, { "Hikmet", 0 } } },
};

/* Names that test a screen, and the people of the demo's logins before them. */
static const struct demo_person remarkable[] = {
	{ "Ingrid", "Halvorsen", "sysadmin@demo.test", NULL, 0, 0 },
	{ "Malik", "Benyoucef", "manager@demo.test", NULL, 0, 0 },
	{ "Célia", "Castelnau", "certadmin@demo.test", NULL, 0, 0 },
	{ "Samuel", "Okafor", "staff@demo.test", NULL, 0, 0 },
	{ "Rosalind", "Ferreira", "colleague@example.org", NULL, 0, 0 },
	{ "Léa", "Marchetti", "learner@demo.test", "M-2001", 0, 0 },
	{ "Maximiliane-Friederike Charlotte Wilhelmine", "Freifrau von und zu Hohenstein-Wittelsbach-Schwarzenfels", "mfcw@example.org", NULL, 0, 0 },
	{ "Wolfeschlegelsteinhausenbergerdorff", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "wolfe@example.net", NULL, 0, 0 },
	{ "X", "Æ", NULL, "X-1", 0, 0 },
	{ "عبد الرحمن بن محمد", "ابن خلدون الحضرمي الإشبيلي", "ibn.khaldun@example.org", NULL, 0, 0 },
	{ "עדינה־שרה", "בן־יהודה (לבית יונס)", "adina@example.com", NULL, 0, 0 },
	{ "María de los Ángeles Inmaculada", "Fernández-Villaverde y Álvarez de Toledo", "angeles.inmaculada@example.com", NULL, 0, 0 },
	{ "Robert'); DROP TABLE contact;--", "Tables", "bobby@example.net", "XKCD-327", 0, 0 },
	{ "<b>Zoë</b> & \"Co\"", "Quote's", "zoe.quote@example.com", NULL, 0, 0 },
	{ "Null", "Null", "null@example.com", NULL, 0, 0 },
	{ "Kūʻīpo", "Keihanaikukauakahihuliheekahaunaele", "kuipo@example.org", NULL, 0, 0 },
};

static const char *const places[] = {
	"Lyon, Campus Confluence", "Paris, 12 rue des Écoles", "Zürich, Technopark", "Kraków, Rynek Główny 7", "Online", "Online",
	"København, Nørreport", "Lisboa, Sala Magalhães", "Wien, Haus der Ingenieure", "Dublin, Trinity Hall", "東京 会議室3", "دبي، قاعة النخيل",
};
/* clang-format on */

uint32_t dice_roll(struct dice *d, uint32_t sides)
{
	uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)((z ^ z >> 31) >> 32) % sides;
}

bool dice_chance(struct dice *d, uint32_t percent)
{
	return dice_roll(d, 100) < percent;
}

const char *demo_place(struct dice *d, bool *online)
{
	const char *place = places[dice_roll(d, sizeof(places) / sizeof(*places))];

	*online = !strcmp(place, "Online");
	return place;
}

static const struct culture *pick_culture(struct dice *d)
{
	const struct culture *k = cultures;
	int all = 0, at;

	for (size_t i = 0; i < sizeof(cultures) / sizeof(*cultures); i++)
		all += cultures[i].share;
	for (at = (int)dice_roll(d, (uint32_t)all); at >= k->share; k++)
		at -= k->share;
	return k;
}

static const char *lowered(struct arena *a, const struct name *n)
{
	char *low = arena_strdup(a, n->latin ? n->latin : n->text);

	for (char *p = low; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return low;
}

/* The number at the end keeps addresses apart: names repeat, as they do. */
struct demo_person demo_person(struct arena *a, struct dice *d, int n)
{
	const struct culture *k = pick_culture(d);
	const struct name *given = &k->given[dice_roll(d, NAMES)], *family = &k->family[dice_roll(d, NAMES)];
	struct demo_person p = { .given_name = given->text, .family_name = family->text };

	if (n < (int)(sizeof(remarkable) / sizeof(*remarkable)))
		return remarkable[n];
	if (!dice_chance(d, 7))
		p.email = arena_printf(a, "%s.%s%d@%s", lowered(a, given), lowered(a, family), n, k->domain);
	if (dice_chance(d, 20))
		p.contact_no = arena_printf(a, "M-%d", 20000 + n);
	return p;
}
