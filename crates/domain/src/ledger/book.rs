//! The books of one tenant. A positive balance is what the house owes the tenant or has earned, a negative one is
//! where it came from.

/// One book of the ledger; each tenant has each of them (C1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Book {
    /// The tenant's cash, to be spent or paid out. Never negative.
    Cash,
    /// The tenant's balance from gift cards and presents of the house. Never negative.
    Gift,
    /// Money that came in from outside: by an operator or a payment processor. Zero or negative.
    Bank,
    /// What the house gave away as gift balance. Zero or negative.
    GiftIssue,
    /// What was paid for orders. Zero or positive.
    Revenue,
    /// What was given back of paid orders. Zero or negative.
    Refunds,
}

impl Book {
    /// Every book, the tenant's own first.
    pub const ALL: [Book; 6] =
        [Book::Cash, Book::Gift, Book::Bank, Book::GiftIssue, Book::Revenue, Book::Refunds];

    /// Its stable word in the register and in lists.
    pub fn code(self) -> &'static str {
        match self {
            Book::Cash => "cash",
            Book::Gift => "gift",
            Book::Bank => "bank",
            Book::GiftIssue => "gift-issue",
            Book::Revenue => "revenue",
            Book::Refunds => "refunds",
        }
    }

    /// Whether the tenant owns what is in it; such a book is never below zero.
    pub fn is_tenants(self) -> bool {
        matches!(self, Book::Cash | Book::Gift)
    }
}
