//! Floors look down only: which of our crates, and which kinds of foreign crates, each floor may depend on.

use crate::finding::Finding;
use crate::tree::Tree;

/// A floor and what its `[dependencies]` may name of ours.
struct Floor {
    folder: &'static str,
    ours: &'static [&'static str],
    /// Foreign crates that would bring in what this floor never does.
    never: &'static [&'static str],
}

const RUNTIME_AND_HTTP: &[&str] =
    &["tokio", "axum", "hyper", "reqwest", "rusqlite", "tokio-postgres", "rustls", "clap"];
const SQL_AND_HTTP: &[&str] =
    &["axum", "hyper", "reqwest", "rusqlite", "tokio-postgres", "deadpool-postgres", "clap"];

const FLOORS: &[Floor] = &[
    Floor {
        folder: "domain",
        ours: &[],
        never: &[
            "tokio",
            "axum",
            "hyper",
            "reqwest",
            "rusqlite",
            "tokio-postgres",
            "rustls",
            "aws-lc-rs",
            "rand",
            "clap",
        ],
    },
    Floor { folder: "pki", ours: &["chancery-domain"], never: RUNTIME_AND_HTTP },
    Floor { folder: "app", ours: &["chancery-domain", "chancery-pki"], never: SQL_AND_HTTP },
    Floor {
        folder: "store",
        ours: &["chancery-domain", "chancery-pki", "chancery-app"],
        never: &["axum", "hyper", "reqwest"],
    },
    Floor {
        folder: "connectors",
        ours: &["chancery-domain", "chancery-pki", "chancery-app"],
        never: &["axum", "rusqlite", "tokio-postgres"],
    },
    Floor {
        folder: "web",
        ours: &["chancery-domain", "chancery-pki", "chancery-app"],
        never: &["rusqlite", "tokio-postgres", "reqwest", "x509-cert", "der"],
    },
    Floor {
        folder: "chancery",
        ours: &[
            "chancery-domain",
            "chancery-pki",
            "chancery-app",
            "chancery-store",
            "chancery-connectors",
            "chancery-web",
        ],
        never: &["rusqlite", "tokio-postgres"],
    },
    Floor { folder: "testkit", ours: &["chancery-domain", "chancery-pki", "chancery-app"], never: &[] },
    Floor { folder: "xtask", ours: &[], never: RUNTIME_AND_HTTP },
];

/// Reports a dependency that points up or sideways, and a crate outside of the workspace's lints.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in tree.crates() {
        let path = format!("crates/{name}/Cargo.toml");
        let Some(text) = tree.get(&path) else { continue };
        match text.parse::<toml::Table>() {
            Ok(manifest) => check_manifest(&name, &path, &manifest, text, &mut findings),
            Err(error) => findings.push(Finding::at(&path, 0, "floors", format!("not TOML: {error}"))),
        }
    }
    findings
}

fn check_manifest(name: &str, path: &str, manifest: &toml::Table, text: &str, findings: &mut Vec<Finding>) {
    let inherits = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"))
        .and_then(toml::Value::as_bool)
        .unwrap_or(false);
    if !inherits {
        findings.push(Finding::at(
            path,
            0,
            "floors",
            "add `[lints] workspace = true`: one set of lints for all floors",
        ));
    }
    let Some(floor) = FLOORS.iter().find(|floor| floor.folder == name) else { return };
    let Some(dependencies) = manifest.get("dependencies").and_then(toml::Value::as_table) else { return };
    for dependency in dependencies.keys() {
        let ours = dependency.starts_with("chancery-");
        let reason = if ours && !floor.ours.contains(&dependency.as_str()) {
            format!("the floor `{name}` does not see `{dependency}`: floors look down only")
        } else if floor.never.contains(&dependency.as_str()) {
            format!(
                "the floor `{name}` never uses `{dependency}`: see the table of floors in ARCHITECTURE.md"
            )
        } else {
            continue;
        };
        let line = text.lines().position(|line| line.starts_with(dependency.as_str())).map_or(0, |at| at + 1);
        findings.push(Finding::at(path, line, "floors", reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings_for(folder: &str, manifest: &str) -> usize {
        let path = format!("crates/{folder}/Cargo.toml");
        check(&Tree::of(&[(&path, manifest)])).len()
    }

    #[test]
    fn directions() {
        let lints = "[lints]\nworkspace = true\n";
        for (folder, dependency, findings) in [
            ("domain", "chancery-pki.workspace = true", 1),
            ("domain", "tokio.workspace = true", 1),
            ("domain", "serde.workspace = true", 0),
            ("pki", "chancery-domain.workspace = true", 0),
            ("pki", "chancery-app.workspace = true", 1),
            ("app", "rusqlite = \"1\"", 1),
            ("store", "chancery-web.workspace = true", 1),
            ("connectors", "chancery-store.workspace = true", 1),
            ("web", "chancery-store.workspace = true", 1),
            ("chancery", "chancery-web.workspace = true", 0),
            ("chancery", "chancery-testkit.workspace = true", 1),
        ] {
            let manifest = format!("{lints}[dependencies]\n{dependency}\n");
            assert_eq!(findings_for(folder, &manifest), findings, "{folder}: {dependency}");
        }
    }

    #[test]
    fn the_testkit_is_for_tests() {
        let manifest = "[lints]\nworkspace = true\n[dev-dependencies]\nchancery-testkit.workspace = true\n";
        assert_eq!(findings_for("web", manifest), 0);
    }

    #[test]
    fn every_crate_inherits_the_lints() {
        assert_eq!(findings_for("bench", "[dependencies]\n"), 1);
    }
}
