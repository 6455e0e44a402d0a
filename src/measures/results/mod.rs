//! The one shape between computing and showing: one row is one statistic of one measure in one stratum.

mod level;
mod row;
mod stratum;

pub use level::{
    ChartKind, DiagnosisGroup, ExtremeOf, InControlAt, Level, NoCusum, NoticedBy, RateFrom,
    SignalRule, VolumeFrom,
};
pub use row::{COLUMNS, Method, Row, Statistic, Status, Unit, to_columns, to_csv};
pub use stratum::{ColumnLevel, PeriodRange, ReviewPart, ReviewPeriod, Stratum};
