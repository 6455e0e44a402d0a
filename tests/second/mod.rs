//! Double programming: the whole measure book a second time, row by row over the raw exports and from the words of the
//! book alone, and the program held to it; and the counts of the safety review from the words of its documentation.
//!
//! Nothing here uses what the program computes with: cells are judged, terms looked up, patients put together and
//! intervals found by other code, which is plain where that of the program is fast.

mod agreement;
mod analytes;
mod book;
mod capillary_leak;
mod care;
mod characteristics;
mod cohort;
mod competing;
mod course;
mod ctcae;
mod curve;
mod cycle_end;
mod data;
mod dialysis;
mod dice;
mod differences;
mod exposure;
mod graded;
mod hard;
mod hard_care;
mod hard_laboratory;
mod hard_toxicity;
mod judge;
mod kidney;
mod laboratory;
mod laboratory_course;
mod measured;
mod outcome;
mod population;
mod read;
mod rows;
mod safety;
mod safety_agreement;
mod safety_case_mix;
mod safety_completeness;
mod safety_cusum;
mod safety_deaths;
mod safety_order;
mod safety_rows;
mod safety_sentinel;
mod safety_strata;
mod safety_versions;
mod schema;
mod severe;
mod spoil;
mod statistics;
mod terms;
mod toxicity;
mod value_recovery;
mod values;
mod vasopressor;
mod vital_signs;
