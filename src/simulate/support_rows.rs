//! The rows of a course's support: vasopressors, dialysis, measurements, medications and stays.

use super::cycle::{DAY, Tenths};
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

/// The rows of the measurements, in the names and units of the site.
pub(super) fn write_measurements<W: Write>(
    sheet: &mut Sheet<W>,
    dice: &mut Dice,
    ids: Ids<'_>,
    course: &Course,
) -> io::Result<()> {
    /// Normal range in thousandths of the model's unit, for the three laboratory values.
    const NORMAL: [(i64, i64); 3] = [(600, 1200), (200, 1200), (150_000, 400_000)];
    let kinds = [(2, Fault::Stranger), (2, Fault::Type), (1, Fault::Domain)];
    for row in &course.measurements {
        let fault = sheet.fault(dice, &kinds);
        let naming = &sheet.site.analytes[row.analyte];
        let unit = 10_i64.pow(3 - naming.decimals);
        let in_unit = |value: i64| (value * naming.factor / 1000 + unit / 2).div_euclid(unit);
        begin_row(sheet, ids, fault);
        sheet.word(if dice.chance(0.001) {
            "procalcitonin"
        } else {
            naming.name
        });
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
        let normal = NORMAL.get(row.analyte);
        sheet.number(normal.map(|range| in_unit(range.0)), naming.decimals);
        sheet.number(normal.map(|range| in_unit(range.1)), naming.decimals);
        sheet.end_with(fault)?;
    }
    Ok(())
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
