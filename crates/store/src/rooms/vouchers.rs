//! Vouchers, gift cards and discounts as rows; found by the digest of their code.

use super::{Rows, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{StoreError, Stored, VoucherFilter, Vouchers};
use chancery_domain::ids::{AccountId, GiftCardId, OrderId, VoucherId};
use chancery_domain::money::Cents;
use chancery_domain::time::Timestamp;
use chancery_domain::voucher::{Discount, GiftCard, Stage, Voucher, Worth};

impl Vouchers for Rows<'_> {
    fn insert_voucher(&mut self, voucher: &Voucher, code_sha256: &str) -> Stored<VoucherId> {
        let (amount, percent) = match voucher.worth {
            Worth::Amount(cents) => (Some(cents.0), None),
            Worth::Percent(percent) => (None, Some(i64::from(percent))),
        };
        let inserted = self.0.query(
            "INSERT INTO vouchers (code_sha256, account, amount_cents, percent, minimum_cents, brand, issued_at, ends_at,
                 stage)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id",
            values![
                code_sha256,
                voucher.account.map(|id| id.0),
                amount,
                percent,
                voucher.minimum.0,
                voucher.brand.clone(),
                voucher.issued_at,
                voucher.ends_at,
                voucher.stage.code(),
            ],
        )?;
        let mut row = inserted.into_iter().next().ok_or(StoreError::Taken("a voucher's code"))?;
        row.integer(0).map(VoucherId)
    }

    fn voucher(&mut self, id: VoucherId) -> Stored<Option<Voucher>> {
        self.first(
            "SELECT id, account, amount_cents, percent, minimum_cents, brand, issued_at, ends_at, stage, stage_at,
                 used_by, used_order
             FROM vouchers WHERE id = $1",
            values![id.0],
        )?
        .map(voucher)
        .transpose()
    }

    fn voucher_by_code(&mut self, code_sha256: &str) -> Stored<Option<Voucher>> {
        self.first(
            "SELECT id, account, amount_cents, percent, minimum_cents, brand, issued_at, ends_at, stage, stage_at,
                 used_by, used_order
             FROM vouchers WHERE code_sha256 = $1",
            values![code_sha256],
        )?
        .map(voucher)
        .transpose()
    }

    fn close_voucher(&mut self, voucher: &Voucher) -> Stored<bool> {
        // The condition on the stage decides between units of different accounts, which do not wait for each other.
        let (at, by, order) = ended(&voucher.stage);
        let changed = self.0.execute(
            "UPDATE vouchers SET stage = $2, stage_at = $3, used_by = $4, used_order = $5
             WHERE id = $1 AND stage = 'open'",
            values![voucher.id.0, voucher.stage.code(), at, by, order],
        )?;
        Ok(changed == 1)
    }

    fn vouchers(&mut self, filter: VoucherFilter) -> Stored<(u64, Vec<Voucher>)> {
        // A text of its own for one account: with `OR` no index would be used, and all vouchers would be read (N1).
        let (counting, listing) = match filter.account {
            Some(_) => (
                "SELECT COUNT(*) FROM vouchers
                 WHERE account = $1 AND (CAST($2 AS BIGINT) = -1 OR (stage = 'open' AND ends_at > $2))",
                "SELECT id, account, amount_cents, percent, minimum_cents, brand, issued_at, ends_at, stage, stage_at,
                     used_by, used_order
                 FROM vouchers
                 WHERE account = $1 AND (CAST($2 AS BIGINT) = -1 OR (stage = 'open' AND ends_at > $2))
                 ORDER BY id DESC LIMIT $3 OFFSET $4",
            ),
            None => (
                "SELECT COUNT(*) FROM vouchers WHERE CAST($1 AS BIGINT) = -1
                     AND (CAST($2 AS BIGINT) = -1 OR (stage = 'open' AND ends_at > $2))",
                "SELECT id, account, amount_cents, percent, minimum_cents, brand, issued_at, ends_at, stage, stage_at,
                     used_by, used_order
                 FROM vouchers WHERE CAST($1 AS BIGINT) = -1
                     AND (CAST($2 AS BIGINT) = -1 OR (stage = 'open' AND ends_at > $2))
                 ORDER BY id DESC LIMIT $3 OFFSET $4",
            ),
        };
        let account = filter.account.map_or(-1, |id| id.0);
        let usable_at = filter.usable_at.map_or(-1, |at| at.0);
        let total = self.0.query(counting, values![account, usable_at])?;
        let rows = self
            .0
            .query(listing, &[account.into(), usable_at.into(), count(filter.limit), count(filter.offset)])?;
        Ok((only(total)?.count(0)?, rows.into_iter().map(voucher).collect::<Stored<_>>()?))
    }

    fn insert_gift_card(&mut self, card: &GiftCard, code_sha256: &str) -> Stored<GiftCardId> {
        let inserted = self.0.query(
            "INSERT INTO gift_cards (code_sha256, cents, issued_at, ends_at, stage) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING RETURNING id",
            values![code_sha256, card.cents.0, card.issued_at, card.ends_at, card.stage.code()],
        )?;
        let mut row = inserted.into_iter().next().ok_or(StoreError::Taken("a gift card's code"))?;
        row.integer(0).map(GiftCardId)
    }

    fn gift_card(&mut self, id: GiftCardId) -> Stored<Option<GiftCard>> {
        self.first(
            "SELECT id, cents, issued_at, ends_at, stage, stage_at, used_by FROM gift_cards WHERE id = $1",
            values![id.0],
        )?
        .map(gift_card)
        .transpose()
    }

    fn gift_card_by_code(&mut self, code_sha256: &str) -> Stored<Option<GiftCard>> {
        self.first(
            "SELECT id, cents, issued_at, ends_at, stage, stage_at, used_by FROM gift_cards WHERE code_sha256 = $1",
            values![code_sha256],
        )?
        .map(gift_card)
        .transpose()
    }

    fn close_gift_card(&mut self, card: &GiftCard) -> Stored<bool> {
        let (at, by, _) = ended(&card.stage);
        let changed = self.0.execute(
            "UPDATE gift_cards SET stage = $2, stage_at = $3, used_by = $4 WHERE id = $1 AND stage = 'open'",
            values![card.id.0, card.stage.code(), at, by],
        )?;
        Ok(changed == 1)
    }

    fn gift_cards(&mut self, offset: u64, limit: u64) -> Stored<(u64, Vec<GiftCard>)> {
        let total = self.0.query("SELECT COUNT(*) FROM gift_cards", &[])?;
        let rows = self.0.query(
            "SELECT id, cents, issued_at, ends_at, stage, stage_at, used_by FROM gift_cards
             ORDER BY id DESC LIMIT $1 OFFSET $2",
            &[count(limit), count(offset)],
        )?;
        Ok((only(total)?.count(0)?, rows.into_iter().map(gift_card).collect::<Stored<_>>()?))
    }

    fn set_discount(&mut self, discount: &Discount) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO discounts (account, brand, percent, ends_at, set_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (account, brand) DO UPDATE
                 SET percent = excluded.percent, ends_at = excluded.ends_at, set_at = excluded.set_at",
                values![
                    discount.account.0,
                    discount.brand.clone().unwrap_or_default(),
                    i64::from(discount.percent),
                    discount.ends_at,
                    discount.set_at,
                ],
            )
            .map(drop)
    }

    fn remove_discount(&mut self, account: AccountId, brand: Option<&str>) -> Stored<bool> {
        let removed = self.0.execute(
            "DELETE FROM discounts WHERE account = $1 AND brand = $2",
            values![account.0, brand.unwrap_or_default()],
        )?;
        Ok(removed == 1)
    }

    fn discounts(&mut self, account: AccountId) -> Stored<Vec<Discount>> {
        let rows = self.0.query(
            "SELECT account, brand, percent, ends_at, set_at FROM discounts WHERE account = $1 ORDER BY brand",
            values![account.0],
        )?;
        rows.into_iter().map(discount).collect()
    }
}

/// When, by whom and for which order a stage was reached.
fn ended(stage: &Stage) -> (Option<Timestamp>, Option<i64>, Option<i64>) {
    match stage {
        Stage::Open => (None, None, None),
        Stage::Used { by, order, at } => (Some(*at), Some(by.0), order.map(|id| id.0)),
        Stage::Withdrawn { at } => (Some(*at), None, None),
    }
}

fn stage(word: &str, at: Option<i64>, by: Option<i64>, order: Option<i64>) -> Stored<Stage> {
    match (word, at, by) {
        ("open", None, None) => Ok(Stage::Open),
        ("used", Some(at), Some(by)) => {
            Ok(Stage::Used { by: AccountId(by), order: order.map(OrderId), at: Timestamp(at) })
        }
        ("withdrawn", Some(at), None) => Ok(Stage::Withdrawn { at: Timestamp(at) }),
        _ => Err(StoreError::Broken(format!("{word:?} is no stage of a voucher or gift card, or not whole"))),
    }
}

fn percent(number: i64) -> Stored<u8> {
    u8::try_from(number).map_err(|_| StoreError::Broken(format!("{number} is no percentage")))
}

fn voucher(mut row: Row) -> Stored<Voucher> {
    let id = VoucherId(row.integer(0)?);
    let account = row.integer_or_null(1)?.map(AccountId);
    let worth = match (row.integer_or_null(2)?, row.integer_or_null(3)?) {
        (Some(cents), None) => Worth::Amount(Cents(cents)),
        (None, Some(number)) => Worth::Percent(percent(number)?),
        _ => return Err(StoreError::Broken(format!("voucher {id} has no worth, or two"))),
    };
    let minimum = Cents(row.integer(4)?);
    let brand = row.text_or_null(5)?;
    let (issued_at, ends_at) = (row.moment(6)?, row.moment(7)?);
    let word = row.text(8)?;
    let stage = stage(&word, row.integer_or_null(9)?, row.integer_or_null(10)?, row.integer_or_null(11)?)?;
    Ok(Voucher { id, account, worth, minimum, brand, issued_at, ends_at, stage })
}

fn gift_card(mut row: Row) -> Stored<GiftCard> {
    let id = GiftCardId(row.integer(0)?);
    let cents = Cents(row.integer(1)?);
    let (issued_at, ends_at) = (row.moment(2)?, row.moment(3)?);
    let word = row.text(4)?;
    let stage = stage(&word, row.integer_or_null(5)?, row.integer_or_null(6)?, None)?;
    Ok(GiftCard { id, cents, issued_at, ends_at, stage })
}

fn discount(mut row: Row) -> Stored<Discount> {
    Ok(Discount {
        account: AccountId(row.integer(0)?),
        brand: Some(row.text(1)?).filter(|brand| !brand.is_empty()),
        percent: percent(row.integer(2)?)?,
        ends_at: row.integer_or_null(3)?.map(Timestamp),
        set_at: row.moment(4)?,
    })
}
