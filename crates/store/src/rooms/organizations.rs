//! Organisation profiles, their administrators and domains.

use super::{Rows, json, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{AdministratorDomains, Look, OrganizationPage, Organizations, StoreError, Stored};
use chancery_domain::ids::{
    AccountId, AdministratorDomainId, AdministratorId, CertificateId, OrganizationId,
};
use chancery_domain::organization::{Administrator, AdministratorDomain, Organization, Stage};

impl Organizations for Rows<'_> {
    fn insert_organization(&mut self, organization: &Organization) -> Stored<OrganizationId> {
        let inserted = self.0.query(
            "INSERT INTO organizations (account, created_at, details, stage) VALUES ($1, $2, $3, $4) RETURNING id",
            values![
                organization.account.0,
                organization.created_at,
                json::encode(&organization.details)?,
                json::encode(&organization.stage)?,
            ],
        )?;
        only(inserted)?.integer(0).map(OrganizationId)
    }

    fn organization(&mut self, id: OrganizationId) -> Stored<Option<Organization>> {
        let row = self.first(
            "SELECT id, account, created_at, details, stage FROM organizations WHERE id = $1",
            values![id.0],
        )?;
        row.map(|mut row| organization(&mut row)).transpose()
    }

    fn set_organization_stage(&mut self, id: OrganizationId, stage: &Stage) -> Stored<()> {
        self.change(
            "UPDATE organizations SET stage = $2 WHERE id = $1",
            values![id.0, json::encode(stage)?],
            "the organisation",
        )
    }

    fn list_organizations(
        &mut self,
        account: AccountId,
        offset: u64,
        limit: u64,
    ) -> Stored<OrganizationPage> {
        let total =
            self.0.query("SELECT COUNT(*) FROM organizations WHERE account = $1", values![account.0])?;
        let total = only(total)?.count(0)?;
        let rows = self.0.query(
            "SELECT id, account, created_at, details, stage FROM organizations
             WHERE account = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
            &[account.0.into(), count(limit), count(offset)],
        )?;
        let items = rows.into_iter().map(|mut row| organization(&mut row)).collect::<Stored<_>>()?;
        Ok(OrganizationPage { items, total })
    }

    fn organization_allowance(&mut self, account: AccountId) -> Stored<Option<i64>> {
        let row = self
            .first("SELECT profiles FROM organization_allowances WHERE account = $1", values![account.0])?;
        row.map(|mut row| row.integer(0)).transpose()
    }

    fn set_organization_allowance(&mut self, account: AccountId, profiles: i64) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO organization_allowances (account, profiles) VALUES ($1, $2)
                 ON CONFLICT (account) DO UPDATE SET profiles = excluded.profiles",
                values![account.0, profiles],
            )
            .map(drop)
    }

    fn has_paid_order(&mut self, account: AccountId) -> Stored<bool> {
        let row = self.first(
            "SELECT id FROM orders WHERE account = $1 AND price_cents > 0 AND stage = 'paid' LIMIT 1",
            values![account.0],
        )?;
        Ok(row.is_some())
    }

    fn insert_administrator(&mut self, administrator: &Administrator) -> Stored<AdministratorId> {
        let inserted = self.0.query(
            "INSERT INTO administrators (organization, body) VALUES ($1, $2) RETURNING id",
            values![administrator.organization.0, json::encode(administrator)?],
        )?;
        only(inserted)?.integer(0).map(AdministratorId)
    }

    fn administrator(&mut self, id: AdministratorId) -> Stored<Option<Administrator>> {
        let row = self.first("SELECT id, body FROM administrators WHERE id = $1", values![id.0])?;
        row.map(|mut row| administrator(&mut row)).transpose()
    }

    fn update_administrator(&mut self, administrator: &Administrator) -> Stored<()> {
        self.change(
            "UPDATE administrators SET body = $2 WHERE id = $1",
            values![administrator.id.0, json::encode(administrator)?],
            "the administrator",
        )
    }

    fn delete_administrator(&mut self, id: AdministratorId) -> Stored<()> {
        self.0.execute("DELETE FROM administrator_domains WHERE administrator = $1", values![id.0])?;
        self.0.execute("DELETE FROM administrators WHERE id = $1", values![id.0]).map(drop)
    }

    fn administrators(&mut self, organization: OrganizationId) -> Stored<Vec<Administrator>> {
        let rows = self.0.query(
            "SELECT id, body FROM administrators WHERE organization = $1 ORDER BY id DESC",
            values![organization.0],
        )?;
        rows.into_iter().map(|mut row| administrator(&mut row)).collect()
    }

    fn link_administrator(&mut self, id: AdministratorId, certificate: &CertificateId) -> Stored<()> {
        let row =
            self.first("SELECT number FROM certificates WHERE id = $1", values![certificate.as_str()])?;
        let Some(mut row) = row else {
            return Err(StoreError::Broken(format!("there is no certificate {certificate} to link")));
        };
        self.0
            .execute(
                "INSERT INTO administrator_links (administrator, number) VALUES ($1, $2)
                 ON CONFLICT (administrator, number) DO NOTHING",
                values![id.0, row.integer(0)?],
            )
            .map(drop)
    }

    fn administrator_links(&mut self, id: AdministratorId) -> Stored<u64> {
        let rows = self
            .0
            .query("SELECT COUNT(*) FROM administrator_links WHERE administrator = $1", values![id.0])?;
        only(rows)?.count(0)
    }
}

impl AdministratorDomains for Rows<'_> {
    fn insert_administrator_domain(&mut self, domain: &AdministratorDomain) -> Stored<AdministratorDomainId> {
        let inserted = self.0.query(
            "INSERT INTO administrator_domains (administrator, organization, name, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT (administrator, name) DO NOTHING RETURNING id",
            values![
                domain.administrator.0,
                domain.organization.0,
                domain.name.to_string(),
                json::encode(domain)?
            ],
        )?;
        let mut row = inserted.into_iter().next().ok_or(StoreError::Taken("the administrator's domain"))?;
        row.integer(0).map(AdministratorDomainId)
    }

    fn administrator_domain(&mut self, id: AdministratorDomainId) -> Stored<Option<AdministratorDomain>> {
        let row = self.first("SELECT id, body FROM administrator_domains WHERE id = $1", values![id.0])?;
        row.map(|mut row| domain(&mut row)).transpose()
    }

    fn update_administrator_domain(&mut self, domain: &AdministratorDomain) -> Stored<()> {
        self.change(
            "UPDATE administrator_domains SET body = $2 WHERE id = $1",
            values![domain.id.0, json::encode(domain)?],
            "the administrator's domain",
        )
    }

    fn administrator_domains(&mut self, administrator: AdministratorId) -> Stored<Vec<AdministratorDomain>> {
        let rows = self.0.query(
            "SELECT id, body FROM administrator_domains WHERE administrator = $1 ORDER BY id DESC",
            values![administrator.0],
        )?;
        rows.into_iter().map(|mut row| domain(&mut row)).collect()
    }

    fn organization_domains(&mut self, organization: OrganizationId) -> Stored<Vec<AdministratorDomain>> {
        let rows = self.0.query(
            "SELECT id, body FROM administrator_domains WHERE organization = $1 ORDER BY id DESC",
            values![organization.0],
        )?;
        rows.into_iter().map(|mut row| domain(&mut row)).collect()
    }

    fn put_administrator_domain_look(&mut self, id: AdministratorDomainId, look: &Look) -> Stored<()> {
        self.change(
            "UPDATE administrator_domains SET look = $2 WHERE id = $1",
            values![id.0, json::encode(look)?],
            "the administrator's domain",
        )
    }

    fn administrator_domain_look(&mut self, id: AdministratorDomainId) -> Stored<Option<Look>> {
        let row = self.first("SELECT look FROM administrator_domains WHERE id = $1", values![id.0])?;
        let Some(mut row) = row else { return Ok(None) };
        row.text_or_null(0)?.map(|text| json::decode(&text, "a look at a domain")).transpose()
    }
}

fn organization(row: &mut Row) -> Stored<Organization> {
    Ok(Organization {
        id: OrganizationId(row.integer(0)?),
        account: AccountId(row.integer(1)?),
        created_at: row.moment(2)?,
        details: json::decode(&row.text(3)?, "an organisation")?,
        stage: json::decode(&row.text(4)?, "an organisation's stage")?,
    })
}

/// The number is the row's: the JSON was written before it was counted.
fn administrator(row: &mut Row) -> Stored<Administrator> {
    let id = AdministratorId(row.integer(0)?);
    let read: Administrator = json::decode(&row.text(1)?, "an administrator")?;
    Ok(Administrator { id, ..read })
}

/// The number is the row's, as above.
fn domain(row: &mut Row) -> Stored<AdministratorDomain> {
    let id = AdministratorDomainId(row.integer(0)?);
    let read: AdministratorDomain = json::decode(&row.text(1)?, "an administrator's domain")?;
    Ok(AdministratorDomain { id, ..read })
}
