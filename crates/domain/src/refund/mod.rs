//! When a purchase is refunded (C2, seed 002 "SSL Certificate Refund Process"): paid for, not issued, and its application
//! failed, was stopped or cancelled. What goes back is decided where it was paid; how far it is, the order's stage tells.
//!
//! `matrix.txt` beside this file shows every state of a certificate against every stage of its order.

mod rule;

pub use rule::{Application, RefundError, due};

#[cfg(test)]
mod matrix;
