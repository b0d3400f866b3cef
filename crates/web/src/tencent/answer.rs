//! Declares an answer's struct and its schema in one place, so that the contract test sees what is really sent.

/// ```ignore
/// answer! {
///     /// Answer of `CompleteCertificate`.
///     pub struct Output {
///         certificate_id: String = "CertificateId",
///     }
/// }
/// ```
///
/// `Option` is `null` on the wire, never left out.
#[macro_export]
macro_rules! answer {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($field:ident : $type:ty = $wire:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Serialize)]
        $vis struct $name {
            $(
                #[doc = concat!("`", $wire, "`")]
                #[serde(rename = $wire)]
                pub $field: $type,
            )*
        }

        impl $name {
            /// Every field with its kind on the wire.
            pub const FIELDS: &'static [$crate::tencent::params::schema::Field] =
                &[$($crate::tencent::params::schema::Field::of::<$type>($wire)),*];
        }

        impl $crate::tencent::params::schema::Shape for $name {
            const KIND: $crate::tencent::params::schema::Kind =
                $crate::tencent::params::schema::Kind::Object(Self::FIELDS);
        }
    };
}
