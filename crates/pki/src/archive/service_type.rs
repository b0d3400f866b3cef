//! The kinds of download archives, by the names of the cloud API's `ServiceType`.

use std::fmt;

/// What an archive is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServiceType {
    /// Everything (the cloud API's `DownloadCertificate`).
    All,
    /// Nginx: bundle and key.
    Nginx,
    /// Apache: certificate, chain and key.
    Apache,
    /// Tomcat with a PFX.
    Tomcat,
    /// Java servers with a JKS.
    Jks,
    /// IIS with a PFX.
    Iis,
    /// Plain PEM for everything else.
    Other,
    /// The root alone, for clients that do not have it.
    Root,
}

impl ServiceType {
    /// Every type but [`ServiceType::All`], in the order of the cloud API.
    pub const SINGLE: [ServiceType; 7] = [
        ServiceType::Nginx,
        ServiceType::Tomcat,
        ServiceType::Apache,
        ServiceType::Iis,
        ServiceType::Jks,
        ServiceType::Other,
        ServiceType::Root,
    ];

    /// Reads a name of the cloud API: `nginx`, `tomcat`, `apache`, `iis`, `jks`, `other` or `root`. `None` for any
    /// other text; what an absent name means is for the caller to say.
    pub fn from_cloud(name: &str) -> Option<Self> {
        Self::SINGLE.into_iter().find(|one| one.cloud_name() == name)
    }

    /// The name in the cloud API; `all` for the archive of everything, which has no name there.
    pub fn cloud_name(self) -> &'static str {
        match self {
            ServiceType::All => "all",
            ServiceType::Nginx => "nginx",
            ServiceType::Apache => "apache",
            ServiceType::Tomcat => "tomcat",
            ServiceType::Jks => "jks",
            ServiceType::Iis => "iis",
            ServiceType::Other => "other",
            ServiceType::Root => "root",
        }
    }

    /// True for types that consist of a key store, which cannot be made without the key.
    pub fn needs_key(self) -> bool {
        matches!(self, ServiceType::Tomcat | ServiceType::Jks | ServiceType::Iis)
    }
}

impl fmt::Display for ServiceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cloud_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloud_names_are_read_back_and_others_refused() {
        for one in ServiceType::SINGLE {
            assert_eq!(ServiceType::from_cloud(one.cloud_name()), Some(one));
        }
        for name in ["", "all", "Nginx", "nginx ", "iis7"] {
            assert_eq!(ServiceType::from_cloud(name), None, "{name:?}");
        }
    }
}
