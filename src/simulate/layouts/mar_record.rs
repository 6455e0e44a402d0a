//! The file of the medication administration record, and its rows.

use super::raw::{Open, RawFile, date_time, date_time_of};
use crate::simulate::random::Dice;
use std::io::{self, Write};

/// A row of the record.
#[derive(Clone, Default)]
pub(super) struct Administration<'a> {
    pub(super) order: u64,
    pub(super) drug: &'a str,
    pub(super) action: &'a str,
    pub(super) at: i64,
    pub(super) scheduled: Option<i64>,
    pub(super) dose: &'a str,
    pub(super) dose_unit: &'a str,
    pub(super) rate: &'a str,
    pub(super) rate_unit: &'a str,
    pub(super) reason: &'a str,
    pub(super) route: &'a str,
    pub(super) weight: &'a str,
}

/// The record's file.
pub(super) struct Record<W: Write> {
    pub(super) file: RawFile<W>,
    orders: u64,
}

/// The columns as reports of a record system name them, and as a data team does.
const COLUMNS: [[&str; 15]; 2] = [
    [
        "PAT_ID",
        "ORDER_MED_ID",
        "DISPLAY_NAME",
        "MAR_ACTION",
        "TAKEN_TIME",
        "SCHED_TIME",
        "SIG",
        "MED_UNIT",
        "INFUSION_RATE",
        "MAR_INF_RATE_UNIT",
        "REASON_NOT_GIVEN",
        "ROUTE_NAME",
        "DOSING_WEIGHT",
        "RECORDED_TIME",
        "GENERIC_NAME",
    ],
    [
        "patient_id",
        "order_id",
        "medication",
        "action",
        "action_time",
        "scheduled_time",
        "dose",
        "dose_unit",
        "rate",
        "rate_unit",
        "reason",
        "route",
        "weight_kg",
        "charted_time",
        "generic_name",
    ],
];

impl<W: Write> Record<W> {
    /// The file with its header.
    pub(super) fn begin(open: Open<'_, W>, path: &str, is_shouted: bool) -> io::Result<Self> {
        let columns = COLUMNS[usize::from(!is_shouted)].map(|name| (name, true));
        Ok(Self {
            file: RawFile::begin(open, path, &columns)?,
            orders: 1000,
        })
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.finish()
    }

    /// The id of a new order.
    pub(super) fn order(&mut self) -> u64 {
        self.orders += 1;
        self.orders
    }

    /// Adds a row of a patient; a few come twice.
    pub(super) fn row(&mut self, dice: &mut Dice, patient: &str, row: &Administration<'_>) {
        let charted = row.at + i64::from(dice.between(1, 600));
        let generic = row
            .drug
            .split(' ')
            .next()
            .map_or_else(String::new, str::to_ascii_lowercase);
        self.file.row(&[
            patient,
            &row.order.to_string(),
            row.drug,
            row.action,
            &date_time(row.at),
            &date_time_of(row.scheduled),
            row.dose,
            row.dose_unit,
            row.rate,
            row.rate_unit,
            row.reason,
            row.route,
            row.weight,
            &date_time(charted),
            &generic,
        ]);
        if dice.chance(0.01) {
            self.file.repeat();
        }
    }
}
