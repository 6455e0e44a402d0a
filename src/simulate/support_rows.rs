//! The rows of a course's support: vasopressors, dialysis, measurements, medications and stays.

use super::cycle::{DAY, Tenths};
use super::labs::{ALBUMIN, BILIRUBIN, CREATININE, PLATELETS, WEIGHT};
use super::measurements::Measurement;
use super::random::Dice;
use super::record::Course;
use super::rows::{ABSENT, Ids, begin_row, mostly};
use super::sheet::{Fault, Sheet};
use std::io::{self, Write};

/// The hours of an interval, the wrong way around if that is the fault.
fn write_hours<W: Write>(
    sheet: &mut Sheet<W>,
    fault: Option<Fault>,
    start: Tenths,
    stop: Option<Tenths>,
) {
    let is_backwards = fault == Some(Fault::Backwards);
    sheet.hour(Some(start));
    sheet.hour(if is_backwards {
        Some(start - DAY)
    } else {
        stop
    });
}

/// The rows of the vasopressors, a few without a rate.
pub(super) fn write_vasopressors<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    for row in &course.vasopressors {
        let fault = sheet.fault(dice, &[(1, Fault::Stranger), (2, Fault::Backwards)]);
        begin_row(sheet, ids, fault);
        sheet.name(dice, row.pressor.name, row.pressor.also);
        write_hours(sheet, fault, row.start, row.stop);
        sheet.number(mostly(dice, 4.0 * ABSENT, i64::from(row.peak)), 2);
        sheet.text(row.unit);
        sheet.end_with(fault)?;
    }
    Ok(())
}

/// The rows of the dialysis.
pub(super) fn write_dialysis<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    for row in &course.dialysis {
        let fault = sheet.fault(dice, &[(1, Fault::Stranger), (1, Fault::Domain)]);
        begin_row(sheet, ids, fault);
        if fault == Some(Fault::Domain) {
            sheet.word("bedside");
        } else {
            sheet.name(dice, row.modality[0], &row.modality[1..]);
        }
        write_hours(sheet, fault, row.start, row.stop);
        sheet.end_with(fault)?;
    }
    Ok(())
}

/// The normal ranges that a site reports, in thousandths of the model's unit, for women and for men: those of the list by
/// which a value without limits is graded, as some layouts carry no limits.
const NORMAL: [(usize, [(i64, i64); 2]); 4] = [
    (CREATININE, [(500, 1100), (700, 1300)]),
    (BILIRUBIN, [(300, 1000); 2]),
    (PLATELETS, [(150_000, 450_000); 2]),
    (ALBUMIN, [(3500, 5500); 2]),
];

/// How long before hour 0 the weight for dosing was measured.
const WEIGHED: Tenths = 2;

/// The rows of the measurements, in the names and units of the site: first the weight for dosing, which the course has
/// too.
pub(super) fn write_measurements<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    let kinds = [(2, Fault::Stranger), (2, Fault::Type), (1, Fault::Domain)];
    let dosing_weight = Measurement {
        analyte: WEIGHT,
        hour: -WEIGHED,
        value: course.weight * 100,
    };
    begin_row(sheet, ids, None);
    sheet.word(sheet.site.analytes[WEIGHT].name);
    write_value(sheet, dice, None, course, &dosing_weight)?;
    for row in &course.measurements {
        let fault = sheet.fault(dice, &kinds);
        begin_row(sheet, ids, fault);
        sheet.word(if dice.chance(0.001) {
            "procalcitonin"
        } else {
            sheet.site.analytes[row.analyte].name
        });
        write_value(sheet, dice, fault, course, row)?;
    }
    Ok(())
}

/// The columns from the hour of a measurement to its limits, which ends the row.
fn write_value<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    fault: Option<Fault>,
    course: &Course,
    row: &Measurement,
) -> io::Result<()> {
    let naming = &sheet.site.analytes[row.analyte];
    let unit = 10_i64.pow(3 - naming.decimals);
    let in_unit = |value: i64| (value * naming.factor / 1000 + unit / 2).div_euclid(unit);
    sheet.hour(Some(row.hour));
    if fault == Some(Fault::Type) {
        // A decimal comma, quoted where the comma is the delimiter, or a remark instead of a value.
        sheet.text(dice.pick(&["1,4", "haemolysed", "see comment"]));
    } else {
        sheet.number(Some(in_unit(i64::from(row.value))), naming.decimals);
    }
    sheet.text(if fault == Some(Fault::Domain) {
        "arb. u."
    } else {
        naming.unit
    });
    let normal = NORMAL.iter().find(|(analyte, _)| *analyte == row.analyte);
    let normal = normal.map(|(_, ranges)| ranges[usize::from(!course.is_female)]);
    sheet.number(normal.map(|range| in_unit(range.0)), naming.decimals);
    sheet.number(normal.map(|range| in_unit(range.1)), naming.decimals);
    sheet.end_with(fault)
}

/// The rows of the medications.
pub(super) fn write_medications<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    for row in &course.medications {
        let fault = sheet.fault(dice, &[(1, Fault::Stranger), (1, Fault::Missing)]);
        begin_row(sheet, ids, fault);
        if fault == Some(Fault::Missing) {
            sheet.text(sheet.site.absent);
        } else {
            sheet.name(dice, row.remedy.name, row.remedy.also);
        }
        sheet.word(row.remedy.class);
        write_hours(sheet, fault, row.start, row.stop);
        sheet.end_with(fault)?;
    }
    Ok(())
}

/// The rows of the stays.
pub(super) fn write_stays<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    for row in &course.stays {
        // The stay at hour 0 has no fault: it says where the course was given.
        let is_first = row.start <= 0 && row.stop.is_none_or(|stop| stop > 0);
        let fault = sheet.fault(dice, &[(1, Fault::Stranger), (2, Fault::Backwards)]);
        let fault = fault.filter(|_| !is_first);
        begin_row(sheet, ids, fault);
        sheet.word(row.care.name());
        write_hours(sheet, fault, row.start, row.stop);
        sheet.end_with(fault)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grades::{Limits, NormalRanges};
    use crate::model::Sex;
    use crate::simulate::sites::SITES;
    use crate::terminology::analyte;

    #[test]
    fn a_site_reports_the_limits_by_which_a_value_without_limits_is_graded() {
        let ranges = NormalRanges::of_program();
        let sexes = [Sex::Female, Sex::Male];
        for (index, normal) in NORMAL {
            for naming in SITES.iter().map(|site| &site.analytes[index]) {
                let row = analyte(naming.name).expect("a name of the list");
                for (sex, (lower, upper)) in sexes.into_iter().zip(normal) {
                    let limits = Limits {
                        lower: Some(lower as f64 / 1000.0),
                        upper: Some(upper as f64 / 1000.0),
                    };
                    assert_eq!(ranges.limits(row, Some(sex), 0), limits, "{}", naming.name);
                }
            }
        }
    }
}
