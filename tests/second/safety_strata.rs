//! A safety review's periods and strata.

use super::course::Course;
use super::safety::Review;

impl<'a> Review<'a> {
    /// Treated courses with the place of their period, and the names of all periods.
    pub(super) fn periods(&self) -> (Vec<(&'a Course, usize)>, Vec<String>) {
        let year = |course: &Course| course.line.integer("start_year");
        let quarter = |course: &Course| {
            let month = course.line.integer("start_month")?;
            Some(4 * year(course)? + (month - 1) / 3)
        };
        let all = self.treated().count();
        let is_enough = |n: usize| n > 0 && 10 * n >= 9 * all;
        let with_year = self.treated().filter(|course| year(course).is_some());
        if !is_enough(with_year.count()) {
            let courses = self.in_sequence();
            let size = all.div_ceil(24).max(10);
            let names = (1..=all.div_ceil(size)).map(|block| block.to_string());
            let of_block = courses.into_iter().enumerate();
            return (
                of_block
                    .map(|(place, course)| (course, place / size))
                    .collect(),
                names.collect(),
            );
        }
        let with_quarter = self.treated().filter(|course| quarter(course).is_some());
        let is_by_quarter = is_enough(with_quarter.count());
        let number = |course: &Course| {
            if is_by_quarter {
                quarter(course)
            } else {
                year(course)
            }
        };
        let numbered: Vec<(&Course, i64)> = self
            .treated()
            .filter_map(|course| Some((course, number(course)?)))
            .collect();
        let first = numbered.iter().map(|(_, number)| *number).min().unwrap();
        let last = numbered.iter().map(|(_, number)| *number).max().unwrap();
        let name = |number: i64| {
            if is_by_quarter {
                format!("{}Q{}", number / 4, number % 4 + 1)
            } else {
                number.to_string()
            }
        };
        let place = |number: i64| usize::try_from(number - first).unwrap();
        (
            numbered
                .into_iter()
                .map(|(course, number)| (course, place(number)))
                .collect(),
            (first..=last).map(name).collect(),
        )
    }

    /// Treated courses in their sequence at their sites. Equal ones stand in the order of sites.
    fn in_sequence(&self) -> Vec<&'a Course> {
        let mut placed = self.sequences();
        placed.sort_by_key(|&(sequence, site, id, _)| (sequence, site, id));
        placed.into_iter().map(|(_, _, _, course)| course).collect()
    }

    /// Treated courses, each with its sequence at its site ("where absent, by `start_year`, `start_month`, `course_id`"), its
    /// site and its identifier.
    pub(super) fn sequences(&self) -> Vec<(i64, usize, &'a str, &'a Course)> {
        let mut placed: Vec<(i64, usize, &str, &Course)> = Vec::new();
        for site in 0..self.data.sites.len() {
            let of_site = self
                .data
                .courses
                .iter()
                .filter(|course| course.site == site);
            let mut courses: Vec<&Course> = of_site.collect();
            let number = |course: &Course, column| course.line.integer(column);
            let last = |course: &Course, column| number(course, column).unwrap_or(i64::MAX);
            let id = |course: &&'a Course| course.line.text("course_id").unwrap();
            courses.sort_by_key(|course| {
                let (year, month) = (last(course, "start_year"), last(course, "start_month"));
                (year, month, id(course))
            });
            let is_whole = courses
                .iter()
                .all(|course| number(course, "sequence").is_some());
            for (place, course) in (1..).zip(courses) {
                let own = number(course, "sequence").filter(|_| is_whole);
                placed.push((own.unwrap_or(place), site, id(&course), course));
            }
        }
        placed.retain(|(_, _, _, course)| self.treated().any(|own| std::ptr::eq(own, *course)));
        placed
    }

    /// Strata with their courses: all, the first half of the periods from this one on, what follows, the last, thirds of all,
    /// and sites where there are several.
    pub(super) fn strata(&self, first: usize) -> Vec<(String, Vec<&'a Course>)> {
        let (courses, names) = self.periods();
        let within = |from: usize, to: usize| -> Vec<&Course> {
            let of = courses
                .iter()
                .filter(|(_, period)| (from..to).contains(period));
            of.map(|(course, _)| *course).collect()
        };
        let range = |from: usize, to: usize| {
            if to - from > 1 {
                format!("{}..{}", names[from], names[to - 1])
            } else {
                names[from].clone()
            }
        };
        let n = names.len();
        let half = first + (n - first) / 2;
        let mut strata = vec![("overall".to_owned(), within(0, n))];
        if half > first {
            let baseline = format!("baseline={}", range(first, half));
            strata.push((baseline, within(first, half)));
            strata.push((
                format!("since_baseline={}", range(half, n)),
                within(half, n),
            ));
        }
        strata.push((format!("latest={}", names[n - 1]), within(n - 1, n)));
        for (from, to) in eras(&courses, n) {
            strata.push((format!("era={}", range(from, to)), within(from, to)));
        }
        let mut sites: Vec<(String, Vec<&Course>)> = Vec::new();
        for (place, site) in self.data.sites.iter().enumerate() {
            let of_site = courses.iter().filter(|(course, _)| course.site == place);
            let of_site: Vec<&Course> = of_site.map(|(course, _)| *course).collect();
            if !of_site.is_empty() {
                sites.push((format!("site_id={}", site.name), of_site));
            }
        }
        if sites.len() > 1 {
            strata.extend(sites);
        }
        // `overall` first, then by bytes.
        strata[1..].sort_by(|a, b| a.0.cmp(&b.0));
        strata
    }
}

/// "Thirds of the courses": each of three parts ends with the period after which the courses so far are nearest to a
/// third, or two thirds, of all; of equally near ones the first. Each part has a period.
fn eras(courses: &[(&Course, usize)], n: usize) -> Vec<(usize, usize)> {
    let parts = n.min(3);
    let mut eras = Vec::new();
    let mut from = 0;
    for part in 1..parts {
        let apart = |to: usize| {
            let so_far = courses.iter().filter(|(_, period)| *period < to).count();
            (so_far * parts).abs_diff(courses.len() * part)
        };
        let to = (from + 1..=n - (parts - part))
            .min_by_key(|to| apart(*to))
            .unwrap();
        eras.push((from, to));
        from = to;
    }
    if n > 1 {
        eras.push((from, n));
    }
    eras
}
