//! The tabulation data of a trial: domains DM, EC, AE, CM, PR, LB, VS and RS.

use super::chart::{Chart, CourseChart, Row};
use super::drugs::{pressor, pressor_names, remedy, remedy_name};
use super::events::{ANALYTES, analyte_of, is_vital};
use super::raw::{DAY_MINUTES, Open, RawFile, columns, date};
use super::sdtm_doses::{iso, write_doses};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::sites::Site;
use crate::terminology::{dialysis_modalities, dialysis_modality};
use std::io::{self, Write};

/// The raw files of one site.
pub(super) struct Sdtm<W: Write> {
    dm: RawFile<W>,
    ec: RawFile<W>,
    ae: RawFile<W>,
    cm: RawFile<W>,
    pr: RawFile<W>,
    lb: RawFile<W>,
    vs: RawFile<W>,
    rs: RawFile<W>,
}

/// The test codes of [`ANALYTES`].
const TESTS: [&str; 7] = ["CREAT", "BILI", "PLAT", "SYSBP", "HR", "WEIGHT", "ALB"];

impl<W: Write> Sdtm<W> {
    /// The files with their headers.
    pub(super) fn begin(site: &Site, open: Open<'_, W>) -> io::Result<Self> {
        let lacking = site.lacking(&[
            (TableId::Patients, "ethnicity", "ETHNIC"),
            (TableId::Toxicities, "attribution", "AEREL"),
            (TableId::Measurements, "lower_limit", "LBORNRLO"),
            (TableId::Measurements, "upper_limit", "LBORNRHI"),
        ]);
        let mut file = |table, name: &str, header: &str| {
            if site.lacks_tables.contains(&table) {
                return Ok(RawFile::lacking());
            }
            RawFile::begin(
                open,
                &format!("{}/{name}.csv", site.name),
                &columns(header, &lacking),
            )
        };
        Ok(Self {
            dm: file(
                TableId::Patients,
                "dm",
                "STUDYID DOMAIN USUBJID SUBJID RFSTDTC RFPENDTC DTHDTC SITEID AGE AGEU SEX RACE \
                 ETHNIC",
            )?,
            ec: file(
                TableId::Doses,
                "ec",
                "USUBJID ECSEQ ECTRT ECMOOD ECDOSE ECDOSU ECDOSFRQ ECROUTE ECOCCUR ECREASOC \
                 ECSTDTC ECENDTC",
            )?,
            ae: file(
                TableId::Toxicities,
                "ae",
                "USUBJID AETERM AETOXGR AEREL AEACN AESTDTC AEENDTC",
            )?,
            cm: file(
                TableId::Medications,
                "cm",
                "USUBJID CMTRT CMDECOD CMDOSE CMDOSU CMSTDTC CMENDTC",
            )?,
            pr: file(TableId::Dialysis, "pr", "USUBJID PRTRT PRSTDTC PRENDTC")?,
            lb: file(
                TableId::Measurements,
                "lb",
                "USUBJID LBTESTCD LBTEST LBORRES LBORRESU LBORNRLO LBORNRHI LBSPEC LBDTC",
            )?,
            vs: file(
                TableId::Measurements,
                "vs",
                "USUBJID VSTESTCD VSORRES VSORRESU VSDTC",
            )?,
            rs: file(
                TableId::Courses,
                "rs",
                "USUBJID RSTESTCD RSORRES RSSTRESC RSDTC",
            )?,
        })
    }

    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        let subject = format!("IL2-{}", chart.id);
        self.subject(chart, &subject);
        let mut number = 0;
        for course in &chart.courses {
            write_doses(&mut self.ec, dice, chart, course, &subject, &mut number);
            self.responses(course, &subject);
            for row in course.rows(TableId::Toxicities) {
                self.ae.row(&[
                    &subject,
                    &chart.words(row, "term"),
                    row.get("grade"),
                    relation(row.get("attribution")),
                    action(row.get("action")),
                    &dtc(course, row, "onset_hour"),
                    &dtc(course, row, "resolved_hour"),
                ]);
            }
            for row in course.rows(TableId::Vasopressors) {
                let Some(agent) = pressor(row.get("agent")) else {
                    continue;
                };
                let decoded = if dice.chance(0.9) {
                    agent.to_ascii_uppercase()
                } else {
                    String::new()
                };
                self.cm.row(&[
                    &subject,
                    dice.pick(pressor_names(agent)),
                    &decoded,
                    row.get("peak_rate"),
                    row.get("rate_unit"),
                    &dtc(course, row, "start_hour"),
                    &dtc(course, row, "stop_hour"),
                ]);
            }
            for row in course.rows(TableId::Medications) {
                let Some(remedy) = remedy(row.get("agent")) else {
                    continue;
                };
                self.cm.row(&[
                    &subject,
                    &remedy_name(remedy),
                    &remedy.name.replace('_', " ").to_ascii_uppercase(),
                    "1",
                    "DOSE",
                    &dtc(course, row, "start_hour"),
                    &dtc(course, row, "stop_hour"),
                ]);
            }
            for row in course.rows(TableId::Dialysis) {
                let name = procedure(row.get("modality"));
                self.pr.row(&[
                    &subject,
                    name,
                    &dtc(course, row, "start_hour"),
                    &dtc(course, row, "stop_hour"),
                ]);
            }
            self.measurements(dice, chart, course, &subject);
        }
        if dice.chance(0.05) {
            // Someone who was screened and never treated.
            let screened = format!("IL2-Z{}{:05}", chart.site.letter, chart.number);
            self.vs.row(&[
                &screened,
                "SYSBP",
                "120",
                "mmHg",
                &iso(chart.first - 9 * DAY_MINUTES),
            ]);
        }
        self.dm.settle(None)?;
        for file in [
            &mut self.ec,
            &mut self.ae,
            &mut self.cm,
            &mut self.pr,
            &mut self.lb,
            &mut self.vs,
            &mut self.rs,
        ] {
            file.settle(Some(dice))?;
        }
        Ok(())
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        let files = [
            self.dm, self.ec, self.ae, self.cm, self.pr, self.lb, self.vs, self.rs,
        ];
        files.into_iter().try_for_each(RawFile::finish)
    }

    fn subject(&mut self, chart: &Chart, subject: &str) {
        let row = &chart.row;
        let [death, contact] = ["death_day", "last_contact_day"]
            .map(|it| chart.day(it).map_or_else(String::new, date));
        let sex = if matches!(row.get("sex"), "female" | "F") {
            "F"
        } else {
            "M"
        };
        let age = chart
            .courses
            .first()
            .map_or("", |course| course.row.get("age_years"));
        self.dm.row(&[
            "IL2",
            "DM",
            subject,
            &chart.id,
            &date(chart.first),
            &contact,
            &death,
            chart.site.name,
            age,
            "YEARS",
            sex,
            row.get("race"),
            row.get("ethnicity"),
        ]);
    }

    /// The best response on the day of the response or of progression, and progression after another best response.
    fn responses(&mut self, course: &CourseChart, subject: &str) {
        let best = course.row.get("best_response");
        let on = |day: Option<i64>| day.map(|day| date(course.hour_0 + day * DAY_MINUTES));
        let progression = on(course.row.whole("progression_day"));
        let assessed = match best {
            "CR" | "PR" => on(course.row.whole("response_day")),
            "PD" => progression.clone(),
            _ => on(course.row.whole("last_assessment_day").or(Some(40))),
        };
        if !best.is_empty()
            && let Some(day) = assessed
        {
            self.rs.row(&[subject, "BESTRESP", best, best, &day]);
        }
        if best != "PD"
            && let Some(day) = progression
        {
            self.rs.row(&[subject, "OVRLRESP", "PD", "PD", &day]);
        }
    }

    fn measurements(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        course: &CourseChart,
        subject: &str,
    ) {
        for row in course.rows(TableId::Measurements) {
            let Some(analyte) = analyte_of(chart.site, row) else {
                continue;
            };
            let at = dtc(course, row, "hour");
            let (value, unit) = (row.get("value"), row.get("unit"));
            if is_vital(analyte) {
                self.vs.row(&[subject, TESTS[analyte], value, unit, &at]);
                continue;
            }
            let specimen = dice.pick(&["BLOOD", "SERUM", "PLASMA", "SERUM OR PLASMA", ""]);
            self.lb.row(&[
                subject,
                TESTS[analyte],
                ANALYTES[analyte].2,
                value,
                unit,
                row.get("lower_limit"),
                row.get("upper_limit"),
                specimen,
                &at,
            ]);
            if dice.chance(0.01) {
                self.lb.row(&[
                    subject,
                    "CREAT",
                    "CREATININE",
                    "88",
                    "mg/dL",
                    "",
                    "",
                    "URINE",
                    &at,
                ]);
            }
        }
    }
}

/// The moment of an hour of a row.
fn dtc(course: &CourseChart, row: &Row, column: &str) -> String {
    course.minute(row, column).map_or_else(String::new, iso)
}

fn relation(attribution: &str) -> &'static str {
    match attribution {
        "related" => "RELATED",
        "unrelated" => "NOT RELATED",
        "unknown" => "UNKNOWN",
        _ => "",
    }
}

fn action(action: &str) -> &'static str {
    match action {
        "none" => "DOSE NOT CHANGED",
        "dose_held" => "DRUG INTERRUPTED",
        "course_stopped" => "DRUG WITHDRAWN",
        "" => "",
        _ => "DOSE REDUCED",
    }
}

/// The name of a procedure, from any name of a modality.
fn procedure(modality: &str) -> &'static str {
    let code = dialysis_modality(modality).map(|row| dialysis_modalities()[row].code.as_str());
    match code {
        Some("ihd") => "HEMODIALYSIS",
        Some("crrt") => "CRRT",
        Some("cvvh") => "CVVH",
        Some("cvvhd") => "CVVHD",
        Some("cvvhdf") => "CVVHDF",
        Some("pirrt") => "SLED",
        Some("access_only") => "DIALYSIS CATHETER PLACEMENT",
        _ => "DIALYSIS",
    }
}
