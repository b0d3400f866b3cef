//! Benefit packages and transfers as JSON, their consumption log and extra places as columns.

use super::{Rows, codes, json, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{Benefits, Stored};
use chancery_domain::benefit::{ExtraPlaces, Movement, Package, Transfer, TransferStage};
use chancery_domain::ids::{AccountId, OrderId, PackageId};

impl Benefits for Rows<'_> {
    fn insert_package(&mut self, package: &Package) -> Stored<()> {
        self.insert(
            "INSERT INTO benefit_packages (id, account, created_at, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            values![package.id.0.as_str(), package.account.0, package.created_at, json::encode(package)?],
            "the package",
        )
    }

    fn package(&mut self, id: &PackageId) -> Stored<Option<Package>> {
        self.first("SELECT body FROM benefit_packages WHERE id = $1", values![id.0.as_str()])?
            .map(package)
            .transpose()
    }

    fn update_package(&mut self, package: &Package) -> Stored<()> {
        self.change(
            "UPDATE benefit_packages SET body = $2 WHERE id = $1",
            values![package.id.0.as_str(), json::encode(package)?],
            "the package",
        )
    }

    fn packages(&mut self, account: AccountId) -> Stored<Vec<Package>> {
        let rows = self.0.query(
            "SELECT body FROM benefit_packages WHERE account = $1 ORDER BY created_at DESC, id DESC",
            values![account.0],
        )?;
        rows.into_iter().map(package).collect()
    }

    fn add_movement(&mut self, movement: &Movement) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO benefit_movements (package, at, kind, points, balance, order_number)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                values![
                    movement.package.0.as_str(),
                    movement.at,
                    movement.kind.code(),
                    movement.points,
                    movement.balance,
                    movement.order.map(|order| order.0),
                ],
            )
            .map(drop)
    }

    fn movements(&mut self, package: &PackageId, offset: u64, limit: u64) -> Stored<(u64, Vec<Movement>)> {
        let counted = self.0.query(
            "SELECT COUNT(*) FROM benefit_movements WHERE package = $1",
            values![package.0.as_str()],
        )?;
        let total = only(counted)?.count(0)?;
        let rows = self.0.query(
            "SELECT package, at, kind, points, balance, order_number FROM benefit_movements
             WHERE package = $1 ORDER BY number DESC LIMIT $2 OFFSET $3",
            values![package.0.as_str(), count(limit), count(offset)],
        )?;
        Ok((total, rows.into_iter().map(movement).collect::<Stored<_>>()?))
    }

    fn insert_transfer(&mut self, transfer: &Transfer) -> Stored<()> {
        self.insert(
            "INSERT INTO benefit_transfers (code_sha256, package, stage, created_at, body)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            values![
                transfer.code_sha256.as_str(),
                transfer.package.0.as_str(),
                transfer.stage.code(),
                transfer.created_at,
                json::encode(transfer)?,
            ],
            "the transfer",
        )
    }

    fn transfer(&mut self, code_sha256: &str) -> Stored<Option<Transfer>> {
        self.first("SELECT body FROM benefit_transfers WHERE code_sha256 = $1", values![code_sha256])?
            .map(transfer)
            .transpose()
    }

    fn close_transfer(&mut self, transfer: &Transfer) -> Stored<bool> {
        let changed = self.0.execute(
            "UPDATE benefit_transfers SET stage = $2, body = $3 WHERE code_sha256 = $1 AND stage = $4",
            values![
                transfer.code_sha256.as_str(),
                transfer.stage.code(),
                json::encode(transfer)?,
                TransferStage::Open.code(),
            ],
        )?;
        Ok(changed == 1)
    }

    fn transfers(&mut self, package: &PackageId, most: u64) -> Stored<Vec<Transfer>> {
        let rows = self.0.query(
            "SELECT body FROM benefit_transfers WHERE package = $1 ORDER BY created_at DESC, code_sha256 LIMIT $2",
            values![package.0.as_str(), count(most)],
        )?;
        rows.into_iter().map(transfer).collect()
    }

    fn insert_extra_places(&mut self, places: &ExtraPlaces) -> Stored<()> {
        self.insert(
            "INSERT INTO extra_places (id, account, places, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            values![places.id.0.as_str(), places.account.0, places.places, places.created_at, places.expires_at],
            "the extra places",
        )
    }

    fn extra_places(&mut self, account: AccountId) -> Stored<Vec<ExtraPlaces>> {
        let rows = self.0.query(
            "SELECT id, account, places, created_at, expires_at FROM extra_places
             WHERE account = $1 ORDER BY created_at DESC, id DESC",
            values![account.0],
        )?;
        rows.into_iter().map(extra_places).collect()
    }
}

fn package(mut row: Row) -> Stored<Package> {
    json::decode(&row.text(0)?, "a benefit package")
}

fn transfer(mut row: Row) -> Stored<Transfer> {
    json::decode(&row.text(0)?, "a transfer of points")
}

fn movement(mut row: Row) -> Stored<Movement> {
    Ok(Movement {
        package: PackageId(row.text(0)?),
        at: row.moment(1)?,
        kind: codes::movement_kind(&row.text(2)?)?,
        points: row.integer(3)?,
        balance: row.integer(4)?,
        order: row.integer_or_null(5)?.map(OrderId),
    })
}

fn extra_places(mut row: Row) -> Stored<ExtraPlaces> {
    Ok(ExtraPlaces {
        id: PackageId(row.text(0)?),
        account: AccountId(row.integer(1)?),
        places: row.integer(2)?,
        created_at: row.moment(3)?,
        expires_at: row.moment(4)?,
    })
}
