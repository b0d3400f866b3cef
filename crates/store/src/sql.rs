//! The narrow interface between the rooms and a database: `$n` SQL, four kinds of values, rows read by position.

use crate::kept::Kept;
use chancery_app::ports::{StoreError, Stored};
use chancery_domain::time::Timestamp;
use std::sync::Arc;

/// Which database a statement runs on, for the few places where one text does not serve both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A transaction that statements run in.
///
/// A statement that fails (other than by changing no row) spoils the transaction on PostgreSQL. So that both
/// databases behave alike, implementations remember such a fault and the unit of work cannot be committed after
/// it: conflicts that a room expects are handled with `ON CONFLICT DO NOTHING` and the count of rows.
pub(crate) trait Sql {
    /// Which database this is.
    fn dialect(&self) -> Dialect;

    /// Runs a statement of fixed text and returns its rows. The prepared statement is kept.
    fn query(&mut self, sql: &'static str, params: &[Value]) -> Stored<Vec<Row>>;

    /// Runs a statement put together for this call, such as one with a list of variable length.
    fn query_composed(&mut self, sql: &str, params: &[Value]) -> Stored<Vec<Row>>;

    /// Runs a statement of fixed text that returns no rows, and tells how many rows it changed.
    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Stored<u64>;

    /// Waits for this lock and holds it until the transaction ends. Does nothing where writers run one after the
    /// other anyway.
    fn lock(&mut self, lock: &Lock<'_>) -> Stored<()>;

    /// Segments of search texts in memory. None where a transaction might see what is never committed.
    fn kept(&self) -> Option<Arc<Kept>>;

    /// The first fault of this transaction, if a statement failed in it.
    fn fault(&self) -> Option<StoreError>;
}

/// What can be locked apart from rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lock<'a> {
    /// Everything of one account.
    Account(i64),
    /// Things of nobody in particular.
    System,
    /// The quota uses of one primary domain.
    PrimaryDomain(&'a str),
    /// The schema, while it is migrated.
    Schema,
}

/// One value of a statement or a row. Its `Debug` does not show bytes: they may be sealed secrets.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing.
    Null,
    /// A number, a moment, or a truth value as 0 or 1.
    Integer(i64),
    /// Text. U+0000 becomes U+FFFD, because PostgreSQL cannot hold it.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Null => f.write_str("Null"),
            Value::Integer(number) => write!(f, "Integer({number})"),
            Value::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Value::Bytes(_) => f.write_str("Bytes(***)"),
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Integer(i64::from(truth))
    }
}

impl From<Timestamp> for Value {
    fn from(moment: Timestamp) -> Self {
        Value::Integer(moment.0)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text })
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::from(text.to_owned())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Bytes(bytes)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Bytes(bytes.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A count or limit as a column's number; what does not fit is as large as fits.
pub(crate) fn count(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The values of a statement in the order of `$1`, `$2`, ...
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Value::from($value)),*] };
}
pub(crate) use values;

/// One row. Values are taken out once, so that large ones are not copied.
#[derive(Debug)]
pub(crate) struct Row(Vec<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Row(values)
    }

    fn take(&mut self, index: usize) -> Option<Value> {
        self.0.get_mut(index).map(|value| std::mem::replace(value, Value::Null))
    }

    /// The number in a column.
    pub(crate) fn integer(&mut self, index: usize) -> Stored<i64> {
        self.integer_or_null(index)?.ok_or_else(|| mismatch(index, "a number"))
    }

    /// The number in a column that may be empty.
    pub(crate) fn integer_or_null(&mut self, index: usize) -> Stored<Option<i64>> {
        match self.take(index) {
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Null) => Ok(None),
            _ => Err(mismatch(index, "a number or nothing")),
        }
    }

    /// The moment in a column.
    pub(crate) fn moment(&mut self, index: usize) -> Stored<Timestamp> {
        self.integer(index).map(Timestamp)
    }

    /// The count in a column.
    pub(crate) fn count(&mut self, index: usize) -> Stored<u64> {
        u64::try_from(self.integer(index)?).map_err(|_| mismatch(index, "a count"))
    }

    /// The text in a column.
    pub(crate) fn text(&mut self, index: usize) -> Stored<String> {
        self.text_or_null(index)?.ok_or_else(|| mismatch(index, "text"))
    }

    /// The text in a column that may be empty.
    pub(crate) fn text_or_null(&mut self, index: usize) -> Stored<Option<String>> {
        match self.take(index) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(mismatch(index, "text or nothing")),
        }
    }

    /// The bytes in a column.
    pub(crate) fn bytes(&mut self, index: usize) -> Stored<Vec<u8>> {
        self.bytes_or_null(index)?.ok_or_else(|| mismatch(index, "bytes"))
    }

    /// The bytes in a column that may be empty.
    pub(crate) fn bytes_or_null(&mut self, index: usize) -> Stored<Option<Vec<u8>>> {
        match self.take(index) {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            _ => Err(mismatch(index, "bytes or nothing")),
        }
    }
}

fn mismatch(index: usize, wanted: &str) -> StoreError {
    StoreError::Broken(format!("column {} of a row does not hold {wanted}", index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_shows_its_bytes_or_text() {
        let shown = format!("{:?}", values![b"secret".as_slice(), "secret", 7, None::<i64>]);
        assert_eq!(shown, "[Bytes(***), Text(6 bytes), Integer(7), Null]");
    }

    #[test]
    fn a_column_of_another_kind_is_an_error() {
        let mut row = Row::new(vec![Value::Integer(1), Value::from("x"), Value::Null]);
        assert!(row.text(0).is_err());
        assert!(row.bytes(1).is_err());
        assert!(row.integer(2).is_err());
        assert_eq!(row.integer_or_null(2), Ok(None));
        assert!(row.integer_or_null(3).is_err());
    }
}
