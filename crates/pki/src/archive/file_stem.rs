//! File names from domain names.

/// Longest stem in characters, so that `1_STEM_bundle.crt` stays below the 255 bytes of common file systems.
const STEM_MAX: usize = 200;

/// The first part of every file name of a certificate: its domain with each character that is special to a shell or
/// a file system replaced by `_`. A wildcard `*.example.org` becomes `_.example.org`: the cloud service documents no
/// name for it, `*` is not allowed on Windows, and other services write it so. An empty domain becomes `certificate`.
pub fn file_stem(domain: &str) -> String {
    let mut stem: String = domain
        .trim()
        .chars()
        .take(STEM_MAX)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    // A leading dot hides the file, a leading dash reads as an option, and Windows drops dots at the end.
    if stem.starts_with(['.', '-']) {
        stem.replace_range(..1, "_");
    }
    stem.truncate(stem.trim_end_matches('.').len());
    if stem.is_empty() { "certificate".to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_safe_in_every_file_system() {
        for (domain, expected) in [
            ("www.example.org", "www.example.org"),
            ("*.example.org", "_.example.org"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("2001:db8::1", "2001_db8__1"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("..\\x", "_._x"),
            ("-rf", "_rf"),
            ("a b\n\"c\u{0}", "a_b__c_"),
            ("b\u{fc}cher", "b_cher"),
            ("example.org.", "example.org"),
            ("", "certificate"),
            (" ", "certificate"),
        ] {
            assert_eq!(file_stem(domain), expected, "{domain:?}");
        }
        assert_eq!(file_stem(&"a".repeat(300)).len(), STEM_MAX);
    }
}
