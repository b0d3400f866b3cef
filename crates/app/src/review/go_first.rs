//! What waits for an examiner goes first once something is paid for in its account (F1).

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::ids::AccountId;
use chancery_domain::review::{Review, ReviewSubject};

/// Has the profiles of the account that wait for an examiner go before those of nobody who paid, inside the unit of work of
/// the purchase.
///
/// # Errors
/// Only the register's.
pub fn go_first(register: &mut dyn Register, account: AccountId) -> Result<(), Failure> {
    for organization in register.list_organizations(account, 0, u64::MAX)?.items {
        let administrators = register.administrators(organization.id)?;
        let people = administrators.into_iter().map(|found| ReviewSubject::Administrator(found.id));
        for subject in std::iter::once(ReviewSubject::Organization(organization.id)).chain(people) {
            let waiting = register.open_review(&subject)?.filter(|review| !review.paid);
            if let Some(review) = waiting {
                register.update_review(&Review { paid: true, ..review })?;
            }
        }
    }
    Ok(())
}
