//! Which treated courses a review is of.

use crate::measures::cohort::Cohort;
use crate::model::Regimen;

/// Treated courses of a cohort: those of a review.
#[derive(Debug, Clone)]
pub(super) struct Population<'a> {
    pub(super) cohort: &'a Cohort,
    /// Whether each course of the cohort is one of them.
    is_in: Vec<bool>,
}

impl<'a> Population<'a> {
    /// All treated courses of the selection.
    pub(super) fn of(cohort: &'a Cohort) -> Self {
        let courses = 0..cohort.courses.rows();
        Self {
            cohort,
            is_in: courses.map(|course| cohort.is_treated(course)).collect(),
        }
    }

    /// Those of them for which this holds.
    pub(super) fn only(&self, is_it: impl Fn(usize) -> bool) -> Self {
        let own = self.is_in.iter().enumerate();
        Self {
            cohort: self.cohort,
            is_in: own.map(|(course, &is_in)| is_in && is_it(course)).collect(),
        }
    }

    /// Those of this regimen.
    pub(super) fn of_regimen(&self, regimen: Regimen) -> Self {
        let regimens = self.cohort.courses.choices("regimen");
        self.only(|course| regimens[course] == Some(regimen))
    }

    /// Whether they are of several regimens, HD IL-2 among them.
    pub(super) fn pools_hd_il2(&self) -> bool {
        let n = self.courses().count();
        let n_hd = self.of_regimen(Regimen::HighDose).courses().count();
        0 < n_hd && n_hd < n
    }

    /// Their indices in the cohort.
    pub(super) fn courses(&self) -> impl Iterator<Item = usize> {
        (0..self.is_in.len()).filter(|&course| self.is_in[course])
    }

    /// The site of a course.
    pub(super) fn site_id(&self, course: usize) -> &'a str {
        &self.cohort.sites[self.cohort.site_of_course[course]].site_id
    }
}
