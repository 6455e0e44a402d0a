//! Names with `*`, which stands for anything.

/// Whether a name is one of a pattern, in which each `*` stands for any letters, or none.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or(pattern);
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name) in [
            ("mar", "mar"),
            ("mar_*", "mar_2131"),
            ("mar_*", "mar_"),
            ("*_data_2*", "il2registry_data_2024-05-01"),
            ("*datadictionary*", "il2registry_datadictionary_2024"),
            ("*.*_name", "medication_admin.med_name"),
            ("*", ""),
            ("a*a", "aa"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("mar", "mar_1"),
            ("mar_*", "mar"),
            ("*_data_2*", "il2registry_datadictionary_2024"),
            ("a*a", "a"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
