//! A certificate that another authority issues for us, over ACME: which directory is asked, how far the order is, and
//! when the next directory is tried.

use crate::ids::CertificateId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far an upstream order is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// No order is open at the directory, or none that is known.
    Unordered,
    /// The order was opened; its address was recorded before anything else was done with it.
    Ordered {
        /// The order's address.
        url: String,
    },
    /// The certificate is in the register.
    Issued {
        /// When the directory suggests to renew it (RFC 9773), if it says so.
        renewal: Option<RenewalWindow>,
        /// The moment that was chosen within the window (RFC 9773 section 4.2).
        #[serde(default)]
        renew_at: Option<Timestamp>,
    },
    /// The directory was told that it is revoked.
    Revoked,
}

/// A window for renewal.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RenewalWindow {
    /// Its first second.
    pub from: Timestamp,
    /// Its last second.
    pub to: Timestamp,
}

impl RenewalWindow {
    /// A moment of the window, each as likely as the others (RFC 9773 section 4.2). `chance` is random.
    pub fn moment(self, chance: u64) -> Timestamp {
        let seconds = u64::try_from(self.to.seconds_since(self.from)).unwrap_or(0).saturating_add(1);
        let offset = chance.checked_rem(seconds).and_then(|offset| i64::try_from(offset).ok());
        self.from.plus_seconds(offset.unwrap_or(0))
    }
}

/// A certificate's order at an upstream authority.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UpstreamOrder {
    /// The certificate of the register.
    pub certificate: CertificateId,
    /// The upstream, by its name in the configuration.
    pub upstream: String,
    /// Which of its directories is asked, counted from 0.
    pub directory: usize,
    /// How far it is.
    pub stage: Stage,
    /// Failures at this directory, one after the other.
    pub failures: i64,
    /// The last failure, for people.
    pub last_error: String,
    /// When it was begun.
    pub begun_at: Timestamp,
}

/// What went wrong at a directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It could not be reached, or failed by itself: the order may still come to something.
    Unreachable,
    /// It refused, or the order came to nothing: only a new order helps.
    Refused,
}

impl UpstreamOrder {
    /// A fresh one, at the first directory.
    pub fn new(certificate: CertificateId, upstream: String, now: Timestamp) -> Self {
        UpstreamOrder {
            certificate,
            upstream,
            directory: 0,
            stage: Stage::Unordered,
            failures: 0,
            last_error: String::new(),
            begun_at: now,
        }
    }

    /// An order was opened. If one is known already, that one stays: another run was faster.
    #[must_use]
    pub fn ordered(mut self, url: String) -> Self {
        if self.stage == Stage::Unordered {
            self.stage = Stage::Ordered { url };
        }
        self
    }

    /// Something went wrong. After `failures_max` times in a row the next of `directories` is asked, from the start.
    #[must_use]
    pub fn failed(mut self, fault: Fault, why: String, directories: usize, failures_max: i64) -> Self {
        self.last_error = why;
        self.failures += 1;
        match &self.stage {
            Stage::Unordered | Stage::Ordered { .. } => {
                if fault == Fault::Refused {
                    self.stage = Stage::Unordered;
                }
                if self.failures >= failures_max && directories > 1 {
                    self.directory = (self.directory + 1) % directories;
                    self.failures = 0;
                    self.stage = Stage::Unordered;
                }
            }
            Stage::Issued { .. } | Stage::Revoked => {}
        }
        self
    }

    /// The certificate is in the register.
    #[must_use]
    pub fn issued(mut self) -> Self {
        if !matches!(self.stage, Stage::Issued { .. } | Stage::Revoked) {
            self.stage = Stage::Issued { renewal: None, renew_at: None };
        }
        self.failures = 0;
        self.last_error.clear();
        self
    }

    /// The directory's advice on renewal. The moment within a window is chosen once, by `chance`; another window is
    /// another choice.
    #[must_use]
    pub fn advised(mut self, window: RenewalWindow, chance: u64) -> Self {
        if let Stage::Issued { renewal, renew_at } = &mut self.stage
            && (*renewal != Some(window) || renew_at.is_none())
        {
            *renewal = Some(window);
            *renew_at = Some(window.moment(chance));
        }
        self
    }

    /// The moment that was chosen within the directory's window.
    pub fn renew_at(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Issued { renew_at, .. } => *renew_at,
            Stage::Unordered | Stage::Ordered { .. } | Stage::Revoked => None,
        }
    }

    /// The directory knows of the revocation.
    #[must_use]
    pub fn revoked(mut self) -> Self {
        if matches!(self.stage, Stage::Issued { .. }) {
            self.stage = Stage::Revoked;
        }
        self
    }
}

#[cfg(test)]
mod tests;
