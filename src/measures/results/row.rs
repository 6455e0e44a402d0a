//! A results row, and rows as files have them.

use super::level::Level;
use super::stratum::Stratum;
use crate::model::{ABSENT_INTEGER, Values, named};
use crate::notation::plain_decimal;

named! {
    /// What a measure counts: its unit of analysis.
    pub enum Unit {
        /// One person, known only by a pseudonym within a site.
        Patient = "patient",
        /// One planned block of IL-2.
        Course = "course",
        /// One run of doses within a course.
        Cycle = "cycle",
        /// One planned infusion.
        Dose = "dose",
    }
}

named! {
    /// What a row's value is. The order is the order of rows within a level.
    pub enum Statistic {
        /// How many; no denominator.
        Count = "count",
        /// A total over the units.
        Sum = "sum",
        /// Units with the property over all units, in 0…1.
        Proportion = "proportion",
        /// A ratio of totals, without an interval.
        Ratio = "ratio",
        /// Events per given number of doses.
        Rate = "rate",
        /// The arithmetic mean.
        Mean = "mean",
        /// The standard deviation, n − 1 in the denominator.
        Sd = "sd",
        /// The median (type 7), or the median of a curve.
        Median = "median",
        /// The lower quartile (type 7).
        Q1 = "q1",
        /// The upper quartile (type 7).
        Q3 = "q3",
        /// The least value.
        Min = "min",
        /// The greatest value.
        Max = "max",
        /// A probability by Kaplan–Meier or Aalen–Johansen.
        Probability = "probability",
        /// One stratum's number less another's.
        Difference = "difference",
        /// A p-value.
        PValue = "p_value",
    }
}

named! {
    /// How an interval was made.
    pub enum Method {
        /// Clopper–Pearson, exact binomial.
        ClopperPearson = "clopper_pearson",
        /// Wilson on the effective sample size of Rao and Scott, with Student's t.
        RaoScottWilson = "rao_scott_wilson",
        /// Garwood on the effective number of events of Rao and Scott.
        RaoScottGarwood = "rao_scott_garwood",
        /// Garwood, exact Poisson.
        Garwood = "garwood",
        /// Kaplan–Meier with Greenwood's variance on the log–log scale.
        KmLogLog = "km_loglog",
        /// Aalen–Johansen with the delta method's variance on the log–log scale.
        AjLogLog = "aj_loglog",
        /// Newcombe's square-and-add of Wilson limits, for a difference of proportions.
        Newcombe = "newcombe",
        /// Koopman's score interval for a ratio of proportions.
        Koopman = "koopman",
        /// A difference or ratio from the limits of each proportion (variance estimates recovery), these being of Wilson on
        /// the effective sample size of Rao and Scott.
        MoverRaoScott = "mover_rao_scott",
        /// No interval: the exact binomial limits of a control chart.
        BinomialLimits = "binomial_limits",
        /// No interval: the exact Poisson limits of a control chart.
        PoissonLimits = "poisson_limits",
        /// No interval: the limits of an `XmR` chart.
        XmrLimits = "xmr_limits",
        /// No interval: the exact geometric limits of a g chart.
        GeometricLimits = "geometric_limits",
    }
}

named! {
    /// Whether the row's value can be read, and if not, why.
    pub enum Status {
        /// The value stands.
        Ok = "ok",
        /// No site in the stratum collected what the measure needs.
        NotCollected = "not_collected",
        /// Nothing to estimate from: a denominator of 0, or what a rule of the measure says.
        NotEstimable = "not_estimable",
    }
}

/// One statistic of one measure in one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The measure's name in the measure book, for example `toxicity.organ_system`.
    pub measure: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// The units that it is about.
    pub stratum: Stratum,
    /// Which organ system, term, agent, …; `all` where there is one.
    pub item: String,
    /// Which grade, threshold, time, ….
    pub level: Level,
    /// Which statistic `value` is.
    pub statistic: Statistic,
    /// The statistic; proportions in 0…1, never percent.
    pub value: Option<f64>,
    /// Lower bound of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper bound of the 95 % interval.
    pub upper: Option<f64>,
    /// What was counted, where the statistic has a numerator.
    pub numerator: Option<i64>,
    /// Out of how many.
    pub denominator: Option<i64>,
    /// How the interval was made; `None` where there is no bound.
    pub method: Option<Method>,
    /// Whether the value can be read.
    pub status: Status,
}

/// The columns of `results.csv`, in order.
pub const COLUMNS: [&str; 13] = [
    "measure",
    "unit",
    "stratum",
    "item",
    "level",
    "statistic",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "method",
    "status",
];

/// The rows as `results.csv` and `curves.csv`: UTF-8, LF, quotes only where needed.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
#[must_use]
pub fn to_csv(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect(TO_MEMORY);
    // What there is no number for is an empty cell.
    let decimal = |value: Option<f64>| value.map(plain_decimal).unwrap_or_default();
    let whole = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in rows {
        let record = [
            row.measure,
            row.unit.name(),
            &row.stratum.to_string(),
            &row.item,
            &row.level.to_string(),
            row.statistic.name(),
            &decimal(row.value),
            &decimal(row.lower),
            &decimal(row.upper),
            &whole(row.numerator),
            &whole(row.denominator),
            row.method.map_or("", Method::name),
            row.status.name(),
        ];
        writer.write_record(record).expect(TO_MEMORY);
    }
    writer.into_inner().expect(TO_MEMORY)
}

const TO_MEMORY: &str = "writing to memory cannot fail";

/// The rows as columns, in the order of [`COLUMNS`], for `results.parquet`.
#[must_use]
pub fn to_columns(rows: &[Row]) -> Vec<(&'static str, Values)> {
    let texts = |text: &dyn Fn(&Row) -> Option<&str>| Values::from_texts(rows.iter().map(text));
    let printed = |text: &dyn Fn(&Row) -> String| {
        let texts: Vec<String> = rows.iter().map(text).collect();
        Values::from_texts(texts.iter().map(|text| Some(text.as_str())))
    };
    let decimals = |value: &dyn Fn(&Row) -> Option<f64>| {
        Values::Decimal(
            rows.iter()
                .map(|row| value(row).unwrap_or(f64::NAN))
                .collect(),
        )
    };
    let wholes = |value: &dyn Fn(&Row) -> Option<i64>| {
        Values::Integer(
            rows.iter()
                .map(|row| value(row).unwrap_or(ABSENT_INTEGER))
                .collect(),
        )
    };
    let columns = [
        texts(&|row| Some(row.measure)),
        texts(&|row| Some(row.unit.name())),
        printed(&|row| row.stratum.to_string()),
        texts(&|row| Some(&row.item)),
        printed(&|row| row.level.to_string()),
        texts(&|row| Some(row.statistic.name())),
        decimals(&|row| row.value),
        decimals(&|row| row.lower),
        decimals(&|row| row.upper),
        wholes(&|row| row.numerator),
        wholes(&|row| row.denominator),
        texts(&|row| row.method.map(Method::name)),
        texts(&|row| Some(row.status.name())),
    ];
    COLUMNS.into_iter().zip(columns).collect()
}
