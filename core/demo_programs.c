#include "demo_world.h"

/* What the association certifies. Data; how it is used stands in demo_world.h. */

/* clang-format off */
const struct demo_shared demo_shared[SHARED] = {
	{ "ETH-100", "Professional ethics and conduct", "course" },
	{ "AID-110", "First aid and resuscitation", "class" },
	{ "COC-120", "Code of conduct, signed", "document" },
	{ "OHS-130", "Health and safety at work", "course" },
};
enum { ETHICS = -1, FIRST_AID = -2, CONDUCT = -3, SAFETY = -4 };

#define A APPROVED
#define G GRADED

/* Theory, examination, practice, each after the other. */
static const struct demo_shape ladder = { true, true, { 18, "months" }, { 3, "months" }, "kexd", 3, {
	{ "Foundation", 0, 2, { { 0, 0, 0, 0, NULL }, { ETHICS, 0, 0, 0, NULL } } },
	{ "Examination", 0, 1, { { 1, G, 70, 0, NULL } } },
	{ "Practice", 0, 2, { { 2, A, 0, 0, NULL }, { 3, A, 0, 2, NULL } } },
} };
/* A core, and a choice. */
static const struct demo_shape electives = { false, false, { 12, "months" }, { 60, "days" }, "kcccke", 3, {
	{ "Core", 0, 2, { { ETHICS, 0, 0, 0, NULL }, { 0, 0, 0, 0, NULL } } },
	{ "Two electives", 2, 4, { { 1, 0, 0, 0, NULL }, { 2, 0, 0, 0, NULL }, { 3, 0, 0, 0, NULL }, { 4, 0, 0, 2, NULL } } },
	{ "Assessment", 0, 1, { { 5, G, 65, 0, NULL } } },
} };
static const struct demo_shape brief = { false, false, { 6, "months" }, { 0, NULL }, "ce", 1, {
	{ "Course and test", 0, 3, { { 0, 0, 0, 0, NULL }, { 1, G, 60, 0, NULL }, { CONDUCT, 0, 0, 3, NULL } } },
} };
/* For people who have the lower grade already. */
static const struct demo_shape senior = { true, true, { 2, "years" }, { 6, "months" }, "xked", 3, {
	{ "Experience in charge", 0, 1, { { 0, A, 0, 0, NULL } } },
	{ "Advanced theory", 0, 2, { { 1, 0, 0, 0, NULL }, { 2, G, 75, 0, NULL } } },
	{ "Portfolio", 0, 1, { { 3, A, 0, 0, "Portfolio of three projects" } } },
} };
static const struct demo_shape hazard = { false, false, { 12, "months" }, { 30, "days" }, "ke", 2, {
	{ "Training", 0, 3, { { FIRST_AID, 0, 0, 0, NULL }, { 0, 0, 0, 0, NULL }, { SAFETY, 0, 0, 2, NULL } } },
	{ "Test", 0, 1, { { 1, G, 80, 0, NULL } } },
} };
static const struct demo_shape portfolio = { false, false, { 2, "years" }, { 3, "months" }, "ddxe", 2, {
	{ "Portfolio", 0, 3, { { 0, A, 0, 0, NULL }, { 1, A, 0, 0, NULL }, { 2, A, 0, 0, NULL } } },
	{ "Viva", 0, 1, { { 3, G | A, 50, 0, NULL } } },
} };
static const struct demo_shape coursework = { true, false, { 12, "months" }, { 0, NULL }, "cccd", 2, {
	{ "Modules", 0, 3, { { 0, 0, 0, 0, NULL }, { 1, 0, 0, 0, NULL }, { 2, 0, 0, 0, NULL } } },
	{ "Project", 0, 1, { { 3, A, 0, 0, NULL } } },
} };
/* Continuing education: any three of what there is. */
static const struct demo_shape renewal = { false, false, { 1, "years" }, { 90, "days" }, "kkcd", 2, {
	{ "Any three", 3, 5, { { 0, 0, 0, 0, NULL }, { 1, 0, 0, 0, NULL }, { 2, 0, 0, 0, NULL }, { 3, A, 0, 0, NULL }, { FIRST_AID, 0, 0, 0, NULL } } },
	{ "Confirmation", 0, 1, { { CONDUCT, 0, 0, 0, "Code of conduct, signed again" } } },
} };
static const struct demo_shape award = { false, false, { 1, "years" }, { 0, NULL }, "ccc", 1, {
	{ "Courses", 0, 3, { { 0, 0, 0, 0, NULL }, { 1, 0, 0, 0, NULL }, { 2, 0, 0, 0, NULL } } },
} };
#undef A
#undef G

#define ON "active"
const struct demo_program demo_programs[] = {
	/* The first six are the small demo; demo_plan.c shows every state with them. */
	{ "CBI", "Certified Building Inspector", "CBI", &ladder, ON, NULL, LISTED, 3, 9,
		"For inspectors who judge the structure, fire safety and accessibility of buildings.",
		{ "Building codes and inspection practice", "Building inspection examination", "Twelve supervised inspections", "Inspection reports, three samples" } },
	{ "RFN", "Registered Forensic Nurse", "RFN", &electives, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 9,
		"For nurses who care for victims of violence and secure evidence.",
		{ "Forensic nursing practice", "Interviewing children", "Toxicology for nurses", "Testifying in court", "Photographic documentation", "Forensic nursing examination" } },
	{ "CPS", "Certified Payroll Specialist", "CPS", &brief, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 3, 10,
		"Payroll law and practice, in half a year.",
		{ "Payroll law and accounting", "Payroll test" } },
	{ "SBI", "Senior Building Inspector", "SBI", &senior, ON, "CBI", MAINTAINED | LISTED, 2, 0,
		"For Certified Building Inspectors who lead inspections of hospitals, schools and high-rise buildings.",
		{ "Two years in charge of inspections", "Complex structures", "Senior inspection examination", "Portfolio" } },
	{ "WTO", "Water Treatment Operator, Class I", "WTO-I", &hazard, "inactive", NULL, MAINTAINED, 2, 6,
		"Operation of small plants. Replaced by a national scheme.",
		{ "Disinfection and filtration", "Class I operator test" } },
	{ "DHC", "Diploma in Heritage Conservation", NULL, &portfolio, "draft", NULL, 0, 1, 0,
		"Being prepared: stone, timber and historic plaster.",
		{ "Condition survey", "Conservation plan", "Site practice, 400 hours", "Oral examination, conservation" } },

	{ "CWI", "Certified Welding Inspector", "CWI", &ladder, ON, NULL, MAINTAINED | LISTED, 3, 8,
		"Visual and non-destructive testing of welds to ISO 17637.",
		{ "Welding metallurgy", "Welding inspection examination", "Inspection log, 500 hours", "Weld procedure review" } },
	{ "SWI", "Senior Welding Inspector", "SWI", &senior, ON, "CWI", MAINTAINED | LISTED, 1, 0,
		"For welding inspectors who release pressure vessels and bridges.",
		{ "Three years of weld inspection", "Fracture mechanics", "Senior welding examination", "Portfolio" } },
	{ "CFE", "Certified Financial Examiner", "CFE", &ladder, ON, NULL, LISTED, 2, 6,
		"Examination of banks and insurers for supervisory authorities.",
		{ "Risk-based supervision", "Financial examination paper", "Two on-site examinations", "Examination report" } },
	{ "CTA", "Chartered Tax Adviser", "CTA", &ladder, ON, NULL, MAINTAINED | LISTED, 3, 7,
		"Personal, corporate and international taxation.",
		{ "Principles of taxation", "Tax advisers' examination", "Practice under a principal", "Opinion on a cross-border case" } },
	{ "DNT", "Dental Nurse in Implantology", NULL, &electives, ON, NULL, MAY_CANCEL | SELF | LISTED, 1, 5,
		"Assisting in implant surgery and aftercare.",
		{ "Implantology for dental nurses", "Sterile processing", "Digital radiography", "Patient communication", "Bone grafting", "Implantology examination" } },
	{ "PHT", "Certified Pharmacy Technician", "CPhT", &electives, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 3, 9,
		"Dispensing, compounding and medication safety.",
		{ "Dispensing practice", "Hazardous drugs", "Vaccination support", "Inventory and cold chain", "Sterile compounding", "Pharmacy technician examination" } },
	{ "SON", "Diagnostic Medical Sonographer", "DMS", &ladder, ON, NULL, MAINTAINED | LISTED, 2, 6,
		"Abdominal, obstetric and vascular ultrasound.",
		{ "Physics of ultrasound", "Sonography examination", "Log of 300 examinations", "Case reports" } },
	{ "VET", "Veterinary Anaesthesia Technician", "VAT", &electives, ON, NULL, MAY_CANCEL | LISTED, 2, 4,
		"Anaesthesia of small and large animals.",
		{ "Anaesthetic monitoring", "Equine anaesthesia", "Exotic animals", "Pain management", "Emergency drugs", "Veterinary anaesthesia examination" } },
	{ "MAS", "Medical Massage Therapist", "MMT", &hazard, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 7,
		"Manual lymph drainage and classical massage in clinics.",
		{ "Manual lymph drainage", "Medical massage test" } },
	{ "LFT", "Crane and Lift Operator", NULL, &hazard, ON, NULL, MAINTAINED | LISTED, 2, 8,
		"Mobile and tower cranes, slinging and signalling.",
		{ "Crane operation", "Crane operator test" } },
	{ "FRK", "Forklift Operator", NULL, &brief, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 8,
		"Counterbalance and reach trucks.",
		{ "Forklift driving", "Forklift test" } },
	{ "ASB", "Asbestos Removal Supervisor", "ARS", &hazard, ON, NULL, MAINTAINED | LISTED, 2, 5,
		"Supervision of asbestos removal to EN ISO 16000.",
		{ "Asbestos: hazards and removal", "Asbestos supervisor test" } },
	{ "CSP", "Confined Space Rescue Technician", NULL, &hazard, ON, NULL, MAINTAINED | LISTED, 2, 4,
		"Entry, atmosphere testing and rescue.",
		{ "Confined space rescue", "Confined space test" } },
	{ "ELV", "Electrical Verification Engineer", "EVE", &ladder, ON, NULL, MAINTAINED | LISTED, 2, 6,
		"Verification of installations to IEC 60364.",
		{ "Inspection and testing of installations", "Electrical verification examination", "Ten verified installations", "Verification reports" } },
	{ "PVI", "Photovoltaic Installer", "PVI", &electives, ON, NULL, SELF | LISTED, 2, 6,
		"Planning and mounting of solar power.",
		{ "Photovoltaic systems", "Batteries and storage", "Roof mounting", "Grid connection", "Lightning protection", "Photovoltaic examination" } },
	{ "HPT", "Heat Pump Technician", "HPT", &hazard, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 7,
		"Refrigerant circuits, commissioning and leak tests.",
		{ "Refrigerant circuits", "Heat pump test" } },
	{ "SUR", "Cadastral Surveyor", NULL, &portfolio, ON, NULL, LISTED, 1, 3,
		"Boundaries, land registers and expert opinions.",
		{ "Boundary survey", "Expert opinion", "Fieldwork, 1,000 hours", "Oral examination, surveying" } },
	{ "ARB", "Consulting Arborist", NULL, &portfolio, ON, NULL, LISTED, 2, 4,
		"Tree risk, valuation and protection on building sites.",
		{ "Tree risk assessments", "Tree valuation", "Climbing inspections", "Oral examination, arboriculture" } },
	{ "INT", "Court Interpreter", NULL, &portfolio, ON, NULL, MAINTAINED | LISTED, 2, 5,
		"Interpreting in hearings and translation of judgments.",
		{ "Translated judgments", "Terminology glossary", "Observed hearings", "Oral examination, interpreting" } },
	{ "MED", "Family Mediator", NULL, &portfolio, ON, NULL, MAY_CANCEL | LISTED, 1, 4,
		"Mediation in separation and inheritance.",
		{ "Two documented mediations", "Reflection on practice", "Co-mediation, 60 hours", "Oral examination, mediation" } },
	{ "LIB", "Archivist for Digital Records", NULL, &coursework, ON, NULL, SELF | LISTED, 2, 4,
		"Appraisal, formats and preservation of digital records.",
		{ "Appraisal", "File formats and migration", "Preservation systems", "Preservation plan" } },
	{ "DPO", "Data Protection Officer", "DPO", &coursework, ON, NULL, MAINTAINED | SELF | LISTED, 3, 8,
		"Law, risk and organisation of data protection.",
		{ "Law of data protection", "Impact assessment", "Technical measures", "Impact assessment of a real system" } },
	{ "ISA", "Information Security Auditor", "ISA", &ladder, ON, NULL, MAINTAINED | LISTED, 3, 8,
		"Audits to ISO/IEC 27001.",
		{ "Audit principles", "Information security examination", "Twenty audit days", "Audit report" } },
	{ "LSA", "Lead Information Security Auditor", "LISA", &senior, ON, "ISA", MAINTAINED | LISTED, 1, 0,
		"For auditors who lead teams.",
		{ "Leading ten audits", "Leading audit teams", "Lead auditor examination", "Portfolio" } },
	{ "PMO", "Project Office Manager", NULL, &coursework, ON, NULL, MAY_CANCEL | SELF | LISTED, 1, 6,
		"Planning, cost control and reporting.",
		{ "Planning", "Cost control", "Reporting", "Set-up of a project office" } },
	{ "EVT", "Event Safety Manager", NULL, &hazard, ON, NULL, LISTED, 1, 4,
		"Crowds, weather and emergency plans for open-air events.",
		{ "Crowd management", "Event safety test" } },
	{ "SOM", "Certified Sommelier", NULL, &electives, ON, NULL, MAY_CANCEL | SELF | LISTED, 1, 5,
		"Service, regions and tasting.",
		{ "Wine service", "Wines of Burgundy", "Sake and spirits", "Wine law", "Blind tasting", "Sommelier examination" } },
	{ "CHF", "Master Pastry Chef", NULL, &portfolio, ON, NULL, LISTED, 1, 3,
		"Chocolate, sugar work and the running of a pastry kitchen.",
		{ "Recipe book", "Costing of a kitchen", "Stage in a pastry kitchen", "Oral examination, pastry" } },
	{ "CPD-H", "Continuing Education, Health Professions", NULL, &renewal, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 9,
		"The yearly proof of continuing education.",
		{ "Study day: patient safety", "Study day: new drugs", "Hygiene refresher", "Reflective journal" } },
	{ "CPD-T", "Continuing Education, Technical Professions", NULL, &renewal, ON, NULL, MAINTAINED | MAY_CANCEL | SELF | LISTED, 2, 9,
		"The yearly proof of continuing education.",
		{ "Study day: standards", "Study day: site safety", "Measurement refresher", "Reflective journal" } },
	{ "TYP", "Typesetter for Mathematical Texts", NULL, &coursework, "cancelled", NULL, LISTED, 1, 3,
		"Given up for want of demand.",
		{ "Composition", "Mathematical typography", "Layout of tables", "A set chapter" } },
	{ "FAX", "Telecommunications Technician, Analogue Networks", NULL, &hazard, "inactive", NULL, MAINTAINED, 1, 3,
		"Copper networks; no longer offered.",
		{ "Analogue exchanges", "Analogue network test" } },
	{ "HYD", "Hydrogen Systems Specialist", NULL, &ladder, "draft", NULL, 0, 2, 0,
		"Being prepared with the national standards body.",
		{ "Hydrogen safety", "Hydrogen systems examination", "Commissioning practice", "Safety concept" } },
	{ "AWD-L", "Leadership Award", NULL, &award, "draft", NULL, AWARD, 1, 0,
		"Follows from three courses.",
		{ "Leading teams", "Giving feedback", "Deciding under pressure" } },
};
/* clang-format on */
const int demo_program_count = sizeof(demo_programs) / sizeof(*demo_programs);

const char *demo_kind(char letter)
{
	return letter == 'k'    ? "class"
		: letter == 'e' ? "exam"
		: letter == 'x' ? "experience"
		: letter == 'd' ? "document"
				: "course";
}

bool slot_in(const struct demo_slot *s, int version)
{
	return s->since <= version;
}
