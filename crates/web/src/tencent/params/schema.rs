//! What an action takes: a small static schema, written once together with the action's input struct.

use crate::secret::SecretText;

/// The kind of a parameter's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A string.
    Text,
    /// A whole number, possibly negative (`int64`).
    Integer,
    /// A whole number, not negative (`uint64`).
    Unsigned,
    /// True or false.
    Boolean,
    /// An object with these members.
    Object(&'static [Field]),
    /// A list of values of one kind.
    List(&'static Kind),
}

/// One parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the action refuses to run without it.
    pub required: bool,
}

impl Field {
    /// The field of a Rust type: `Option` makes it optional.
    pub const fn of<T: Shape>(name: &'static str) -> Self {
        Field { name, kind: T::KIND, required: T::REQUIRED }
    }
}

/// Rust types that can stand in an input struct.
pub trait Shape {
    /// The kind on the wire.
    const KIND: Kind;
    /// Whether absence is refused.
    const REQUIRED: bool = true;
}

/// An action's (or nested object's) input, with its schema.
pub trait Input {
    /// Every parameter it has.
    const FIELDS: &'static [Field];
}

impl Shape for String {
    const KIND: Kind = Kind::Text;
}

impl Shape for SecretText {
    const KIND: Kind = Kind::Text;
}

impl Shape for i64 {
    const KIND: Kind = Kind::Integer;
}

impl Shape for u64 {
    const KIND: Kind = Kind::Unsigned;
}

impl Shape for bool {
    const KIND: Kind = Kind::Boolean;
}

impl<T: Shape> Shape for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

impl<T: Shape> Shape for Option<T> {
    const KIND: Kind = T::KIND;
    const REQUIRED: bool = false;
}

/// Declares an input struct and its schema in one place, so that the two cannot drift apart:
///
/// ```ignore
/// parameters! {
///     /// Input of `CompleteCertificate`.
///     pub struct CompleteCertificate {
///         certificate_id: String = "CertificateId",
///     }
/// }
/// ```
#[macro_export]
macro_rules! parameters {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($field:ident : $type:ty = $wire:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize)]
        $vis struct $name {
            $(
                #[doc = concat!("`", $wire, "`")]
                #[serde(rename = $wire)]
                pub $field: $type,
            )*
        }

        impl $crate::tencent::params::schema::Input for $name {
            const FIELDS: &'static [$crate::tencent::params::schema::Field] =
                &[$($crate::tencent::params::schema::Field::of::<$type>($wire)),*];
        }

        impl $crate::tencent::params::schema::Shape for $name {
            const KIND: $crate::tencent::params::schema::Kind =
                $crate::tencent::params::schema::Kind::Object(
                    <$name as $crate::tencent::params::schema::Input>::FIELDS,
                );
        }
    };
}
