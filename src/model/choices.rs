//! Closed sets: the only texts that certain columns may hold, each written once.

use super::limits::is_no_dose;

/// A closed set of names, as a column of choices holds it.
pub trait ClosedSet: Copy + 'static {
    /// The member of this name; `None` where no member has it.
    fn from_name(name: &str) -> Option<Self>;
}

/// An enum whose variants have names.
macro_rules! named {
    ($(#[$doc:meta])* $visibility:vis enum $set:ident { $($(#[$of_variant:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $set {
            $($(#[$of_variant])* $variant,)+
        }

        impl $set {
            /// Its name in files and in SQL.
            #[must_use]
            $visibility const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}
pub(crate) use named;

/// An enum whose variants have names, by which they are found.
macro_rules! closed_set {
    ($(#[$doc:meta])* $visibility:vis enum $set:ident { $($(#[$of_variant:meta])* $variant:ident = $name:literal,)+ }) => {
        $crate::model::named! {
            $(#[$doc])*
            $visibility enum $set {
                $($(#[$of_variant])* $variant = $name,)+
            }
        }

        impl $set {
            /// All of them, in the order of their definition.
            $visibility const ALL: [Self; Self::NAMES.len()] = [$(Self::$variant),+];
            /// Their names, in the same order.
            $visibility const NAMES: &'static [&'static str] = &[$($name),+];
        }

        impl $crate::model::ClosedSet for $set {
            fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|member| member.name() == name)
            }
        }
    };
}
pub(crate) use closed_set;

closed_set! {
    /// What became of a planned infusion.
    pub enum DoseStatus {
        /// It was infused.
        Given = "given",
        /// It was withheld; later doses were still possible.
        Held = "held",
        /// It was not given because the cycle or the course was ended.
        Stopped = "stopped",
        /// The patient refused it.
        Refused = "refused",
        /// Anything else.
        Other = "other",
    }
}

impl DoseStatus {
    /// The status by which a dose of this size (IU/kg, NaN where it is not known) counts: one of 0 was not given.
    ///
    /// ```
    /// use il2_outcomes::model::DoseStatus::{Given, Held, Other};
    /// assert_eq!((Given.counted(0.0), Given.counted(f64::NAN)), (Other, Given));
    /// assert_eq!(Held.counted(0.0), Held);
    /// ```
    #[must_use]
    pub fn counted(self, iu_per_kg: f64) -> Self {
        if self == Self::Given && is_no_dose(iu_per_kg) {
            Self::Other
        } else {
            self
        }
    }
}

closed_set! {
    /// The kind of a course.
    pub enum Regimen {
        /// High-dose IL-2.
        HighDose = "hd_il2",
        /// IL-2 after tumor-infiltrating lymphocytes.
        AfterTil = "til_il2",
        /// Any other.
        Other = "other",
    }
}

closed_set! {
    /// Where a course's plan comes from: its planned cycles and doses per cycle.
    pub enum PlanSource {
        /// Both were exported.
        Exported = "exported",
        /// One or both are the regimen's usual ones.
        Default = "default",
        /// The regimen has no usual plan, and the export does not have both: nothing is known to have been planned.
        None = "none",
    }
}

closed_set! {
    /// A unit of the hospital: where a course was given, or where a patient stayed.
    pub enum CareSetting {
        /// Intensive care unit.
        Icu = "icu",
        /// Step-down unit.
        StepDown = "step_down",
        /// Oncology unit.
        OncologyUnit = "oncology_unit",
        /// General ward.
        Ward = "ward",
    }
}

closed_set! {
    /// Best overall response.
    pub enum Response {
        /// Complete response.
        Complete = "CR",
        /// Partial response.
        Partial = "PR",
        /// Stable disease.
        Stable = "SD",
        /// Progressive disease.
        Progressive = "PD",
        /// Not evaluable.
        NotEvaluable = "NE",
    }
}

closed_set! {
    /// The sex of a patient.
    pub enum Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Another.
        Other = "other",
        /// Recorded as unknown.
        Unknown = "unknown",
    }
}

closed_set! {
    /// The cause of a death.
    pub enum CauseOfDeath {
        /// The treatment.
        Treatment = "treatment",
        /// The disease.
        Disease = "disease",
        /// Anything else.
        Other = "other",
        /// Recorded as unknown.
        Unknown = "unknown",
    }
}

closed_set! {
    /// Criteria of response whose spellings are compared like those of a closed list.
    pub(crate) enum ResponseCriteria {
        /// Response Evaluation Criteria in Solid Tumors, version 1.1.
        Recist11 = "RECIST 1.1",
        /// The same, version 1.0.
        Recist10 = "RECIST 1.0",
        /// World Health Organization.
        Who = "WHO",
        /// Immune-related RECIST.
        IrRecist = "irRECIST",
    }
}

closed_set! {
    /// Attribution of an adverse event to IL-2.
    pub enum Attribution {
        /// Related.
        Related = "related",
        /// Not related.
        Unrelated = "unrelated",
        /// Recorded as unknown.
        Unknown = "unknown",
    }
}

closed_set! {
    /// What was done with IL-2 because of an adverse event.
    pub enum Action {
        /// Nothing.
        None = "none",
        /// A dose was withheld.
        DoseHeld = "dose_held",
        /// The course was ended.
        CourseStopped = "course_stopped",
        /// Anything else.
        Other = "other",
    }
}

/// How much of a regimen is planned for a course that does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Cycles of the course.
    pub cycles: i64,
    /// Doses of each cycle.
    pub doses_per_cycle: i64,
}

impl Regimen {
    /// Its usual plan; `None` for [`Regimen::Other`], whose records say what was planned.
    #[must_use]
    pub const fn plan(self) -> Option<Plan> {
        match self {
            Self::HighDose => Some(Plan {
                cycles: 2,
                doses_per_cycle: 14,
            }),
            Self::AfterTil => Some(Plan {
                cycles: 1,
                doses_per_cycle: 6,
            }),
            Self::Other => None,
        }
    }
}
