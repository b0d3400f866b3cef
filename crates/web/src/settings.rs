//! What the operator decides about the ways in: limits, time-outs, rates, accepted host names.

use std::num::NonZeroU32;
use std::time::Duration;

/// Settings of all front ends and of the listeners.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Further host names that signatures may cover, for gateways and proxies that rewrite `Host`.
    pub accepted_hosts: Vec<String>,
    /// How large requests of the cloud API may be.
    pub bodies: BodyLimits,
    /// How often callers may call.
    pub rates: RateSettings,
    /// How long things may take.
    pub times: TimeLimits,
    /// Connections open at the same time, over all listeners; further ones wait.
    pub connections_max: usize,
    /// Seconds for which requests in flight may finish after a stop was asked for.
    pub stop_seconds: u64,
}

/// Sizes in bytes, and shape, of requests of the cloud API. The sizes are the published ones of the public
/// service (signing notes, section 1).
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Query string of a GET.
    pub get_bytes_max: usize,
    /// Form body of a v1 POST.
    pub form_bytes_max: usize,
    /// JSON body of a TC3 POST.
    pub json_bytes_max: usize,
    /// Bytes of an oversize body that are still read and thrown away, so that the client gets to read the error.
    pub drain_bytes_max: usize,
    /// Bodies up to this size are read without further ado.
    pub small_bytes_max: usize,
    /// Larger ones share this much memory; those that find no room wait, within the time for a body.
    pub large_bytes_together: usize,
    /// Nested lists and objects.
    pub depth_max: usize,
    /// Values altogether.
    pub values_max: usize,
}

/// Rates per second, each with the burst it may come in.
#[derive(Clone, Copy, Debug)]
pub struct RateSettings {
    /// Requests of one key.
    pub per_key: Rate,
    /// Requests of one address that fail to show a valid signature.
    pub failures_per_address: Rate,
}

/// So many per second, at most so many at once.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Sustained.
    pub per_second: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

/// Time limits.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// From connecting to the end of the TLS handshake.
    pub handshake: Duration,
    /// For the header of a request, the idle time before it included.
    pub header: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// For the whole of a request.
    pub request: Duration,
}

impl Rate {
    /// A rate; zeros count as one.
    pub fn new(per_second: u32, burst: u32) -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Rate { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            accepted_hosts: Vec::new(),
            bodies: BodyLimits::default(),
            rates: RateSettings {
                per_key: Rate::new(1_000, 2_000),
                failures_per_address: Rate::new(10, 100),
            },
            times: TimeLimits::default(),
            connections_max: 4_096,
            stop_seconds: 10,
        }
    }
}

impl Default for BodyLimits {
    fn default() -> Self {
        BodyLimits {
            get_bytes_max: 32 << 10,
            form_bytes_max: 1 << 20,
            json_bytes_max: 10 << 20,
            drain_bytes_max: 32 << 20,
            small_bytes_max: 64 << 10,
            large_bytes_together: 128 << 20,
            depth_max: 16,
            values_max: 20_000,
        }
    }
}

impl Default for TimeLimits {
    fn default() -> Self {
        TimeLimits {
            handshake: Duration::from_secs(10),
            header: Duration::from_secs(30),
            body: Duration::from_secs(30),
            request: Duration::from_secs(120),
        }
    }
}
