//! Addresses of mail, of the web, and of machines.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Endings of names in the web that are followed by a path even where no scheme is before them.
const DOMAINS: [&str; 32] = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "io", "uk", "us", "ca", "au", "nz",
    "ie", "de", "at", "ch", "fr", "be", "nl", "es", "it", "pt", "se", "no", "dk", "fi", "pl", "eu",
    "jp", "cn",
];

/// Whether a text in lower case is an address of mail, alone or behind a name, or several.
pub(super) fn is_email(text: &str) -> bool {
    let alone = text.rsplit_once('<').map_or(text, |(_, behind)| behind);
    let mut parts = alone
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .peekable();
    parts.peek().is_some() && parts.all(is_address)
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    is_part(local)
        && is_part(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// Whether a text in lower case is an address of the web, or a path on a server.
pub(super) fn is_of_web(text: &str) -> bool {
    let starts_with_name = |rest: &str| rest.starts_with(char::is_alphanumeric);
    // A path may have blanks.
    if text
        .strip_prefix("\\\\")
        .or_else(|| text.strip_prefix("//"))
        .is_some_and(starts_with_name)
    {
        return true;
    }
    if text.contains(' ') {
        return false;
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        return scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_of_scheme)
            && !rest.is_empty();
    }
    if text.strip_prefix("www.").is_some_and(starts_with_name) {
        return true;
    }
    let Some((server, path)) = text.split_once('/') else {
        return false;
    };
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    // A port is no part of a name.
    let server = server.rsplit_once(':').map_or(server, |(name, port)| {
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        if is_port { name } else { server }
    });
    let domain = server.rsplit_once('.').map(|(_, domain)| domain);
    !path.is_empty()
        && domain.is_some_and(|domain| DOMAINS.contains(&domain))
        && server.split('.').all(is_label)
}

/// Whether a text is an address of a machine in a network, with or without port or mask.
pub(super) fn is_ip(text: &str) -> bool {
    let (address, mask) = text
        .split_once('/')
        .map_or((text, ""), |(address, mask)| (address, mask));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(mask.is_empty() || is_ipv4(mask) || is_digits(mask) && mask.len() <= 3) {
        return false;
    }
    let with_port = address.rsplit_once(':');
    let without_port =
        with_port.filter(|(_, port)| !port.is_empty() && port.len() <= 5 && is_digits(port));
    is_ipv4(without_port.map_or(address, |(address, _)| address)) || is_ipv6(address)
}

/// Whether a text is four numbers up to 255, one of two digits or more: `1.1.1.1` may be a version.
fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() && text.len() > 7
}

/// Whether a text is an address of the longer kind, with or without a zone, or behind a bracket before its port.
fn is_ipv6(text: &str) -> bool {
    let address = text.split_once(']').map_or(text, |(address, _)| address);
    let address = address
        .split_once('%')
        .map_or(address, |(address, _)| address);
    address.parse::<Ipv6Addr>().is_ok()
}

/// Whether a text in lower case is the address of a network card: six pairs, or three groups of four with a letter.
pub(super) fn is_mac(text: &str) -> bool {
    let separated = |by: char, groups: usize, digits: usize| {
        let parts = text.split(by);
        let is_group =
            |part: &str| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        parts.clone().count() == groups && parts.into_iter().all(is_group)
    };
    separated(':', 6, 2)
        || separated('-', 6, 2)
        || separated('.', 3, 4) && text.contains(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_with_what_is_around_them() {
        for text in [
            "a@b.c",
            "jane doe <jane@example.org",
            "jane.doe+il2@mail.example.org",
            "jane@example.org; john@example.org",
        ] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "@home",
            "a@b",
            "jane doe jane@example.org",
            "a@.b",
            "2 @ 3.5",
        ] {
            assert!(!is_email(text), "{text}");
        }
        for text in [
            "https://example.org/x",
            "sftp://files.example.org",
            "www.example.org",
            "example.org/patients/7",
            "ehr.example.org:8443/patients/7",
            "\\\\server\\my files\\x.pdf",
            "//server/share",
        ] {
            assert!(is_of_web(text), "{text}");
        }
        for text in [
            "ug/kg/min",
            "dyn.sec/cm5",
            "n.a./unknown",
            "a/b",
            "10*9/l",
            "e.g. x/y",
            "//",
        ] {
            assert!(!is_of_web(text), "{text}");
        }
        for text in [
            "192.168.0.1",
            "10.0.0.1:8080",
            "10.0.0.0/8",
            "10.0.0.0/255.0.0.0",
            "fe80::1",
            "fe80::1%eth0",
            "2001:db8::1]:443",
            "2001:db8::/32",
        ] {
            assert!(is_ip(text), "{text}");
        }
        for text in [
            "1.1.1.1",
            "1.2.3.4:80",
            "10.0.0",
            "10:30",
            "10.0.0.1:x",
            "300.1.1.1",
        ] {
            assert!(!is_ip(text), "{text}");
        }
        for text in ["00:1b:44:11:3a:b7", "00-1b-44-11-3a-b7", "001b.4411.3ab7"] {
            assert!(is_mac(text), "{text}");
        }
        for text in ["10:30:15", "1234.5678.9012", "00:1b:44-11:3a:b7"] {
            assert!(!is_mac(text), "{text}");
        }
    }
}
