//! Lists of an account's certificates: a page costs by its own length and offset while nothing but stages is asked.
//!
//! A list in an index's own order reads that index. Several stages, and the orders by expiry (where certificates
//! without an end come last), are put together from one such reading per stage, each no longer than offset and
//! page. A search of an account whose texts are packed finds its certificates there first. Everything else is a search
//! that costs by the rows it has to look at.

use super::packed::{Segments, among};
use crate::rooms::{Rows, codes, json, only, search};
use crate::sql::{Dialect, Value, count};
use chancery_app::ports::{CertificateFilter, CertificateOrder, CertificatePage, Stored};
use chancery_domain::certificate::{Certificate, StageKind, Tag};
use chancery_domain::ids::AccountId;
use chancery_domain::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// A statement in the making. Its first parameter is the account.
struct Composed {
    sql: String,
    params: Vec<Value>,
}

impl Composed {
    fn param(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("${}", self.params.len())
    }
}

impl Rows<'_> {
    pub(super) fn page(&mut self, account: AccountId, filter: &CertificateFilter) -> Stored<CertificatePage> {
        let mut filter = filter.clone();
        if let Some(stages) = &mut filter.stages {
            stages.sort();
            stages.dedup();
            if stages.len() == StageKind::ALL.len() {
                filter.stages = None;
            }
        }
        let nothing = Ok(CertificatePage { items: vec![], total: 0 });
        let mut found = None;
        if filter.stages.as_ref().is_some_and(Vec::is_empty) || filter.ids.as_ref().is_some_and(Vec::is_empty)
        {
            return nothing;
        }
        if let Some(text) = filter.search.as_deref().filter(|text| !text.is_empty()) {
            let (Some(needle), Some(pattern)) = (search::needle(text), search::pattern(text)) else {
                return nothing;
            };
            let segments = self.segments(account)?;
            if segments.certificates > 0 {
                if restricts_only_text(&filter) {
                    return self.found_page(account, &filter, &segments, &needle, &pattern);
                }
                found = self.few_found(account, &segments, &needle, &pattern)?;
            }
        }
        let Some(conditions) = conditions(self.0.dialect(), account, &filter, found.as_deref()) else {
            return nothing;
        };
        let total = if is_counted(&filter) {
            self.counted_total(account, &filter)?
        } else {
            let sql = format!("SELECT COUNT(*) FROM certificates WHERE {}", conditions.sql);
            only(self.0.query_composed(&sql, &conditions.params)?)?.count(0)?
        };
        if total <= filter.offset || filter.limit == 0 {
            return Ok(CertificatePage { items: vec![], total });
        }
        let page = if is_counted(&filter) && !is_one_index(&filter) {
            merged_stages(conditions, &filter)
        } else {
            searched(conditions, &filter)
        };
        Ok(CertificatePage { items: self.bodies(&page)?, total })
    }

    fn bodies(&mut self, page: &Composed) -> Stored<Vec<Certificate>> {
        let rows = self.0.query_composed(&page.sql, &page.params)?;
        rows.into_iter().map(|mut row| json::decode(&row.text(0)?, "a certificate")).collect()
    }

    /// The page of a search that restricts nothing else, newest first: counted and cut out of what is packed.
    fn found_page(
        &mut self,
        account: AccountId,
        filter: &CertificateFilter,
        segments: &Segments,
        needle: &str,
        pattern: &str,
    ) -> Stored<CertificatePage> {
        let wanted = usize::try_from(filter.offset.saturating_add(filter.limit)).unwrap_or(usize::MAX);
        let mut total = 0_u64;
        let mut newest = BinaryHeap::new();
        self.each_found(account, segments, needle, pattern, |number, created_at| {
            total += 1;
            let one = Reverse((created_at, number));
            if newest.len() < wanted {
                newest.push(one);
            } else if newest.peek().is_some_and(|oldest| one < *oldest) {
                newest.pop();
                newest.push(one);
            }
            true
        })?;
        if total <= filter.offset || filter.limit == 0 {
            return Ok(CertificatePage { items: vec![], total });
        }
        let page =
            newest.into_sorted_vec().into_iter().skip(usize::try_from(filter.offset).unwrap_or(usize::MAX));
        let numbers: Vec<i64> = page.map(|Reverse((_, number))| number).collect();
        let (value, condition) = among(self.0.dialect(), &numbers, 2);
        let made = Composed {
            sql: format!("+account = $1 AND number {condition}"),
            params: vec![Value::from(account.0), value],
        };
        let whole = CertificateFilter { offset: 0, ..filter.clone() };
        Ok(CertificatePage { items: self.bodies(&searched(made, &whole))?, total })
    }

    /// The numbers that a search finds; `None` when they are so many that looking at the account's rows costs less.
    fn few_found(
        &mut self,
        account: AccountId,
        segments: &Segments,
        needle: &str,
        pattern: &str,
    ) -> Stored<Option<Vec<i64>>> {
        let few = usize::try_from(segments.certificates / ROWS_PER_FOUND).unwrap_or(usize::MAX);
        let mut numbers = Vec::new();
        self.each_found(account, segments, needle, pattern, |number, _| {
            numbers.push(number);
            numbers.len() <= few
        })?;
        Ok(Some(numbers).filter(|numbers| numbers.len() <= few))
    }
}

/// How many rows are looked at one after the other in the time in which one is fetched by its number.
const ROWS_PER_FOUND: u64 = 4;

/// Whether the filter restricts nothing but the text and wants the newest first.
fn restricts_only_text(filter: &CertificateFilter) -> bool {
    let others = CertificateFilter { search: None, ..filter.clone() };
    let no_other =
        CertificateFilter { offset: filter.offset, limit: filter.limit, ..CertificateFilter::default() };
    others == no_other
}

/// Whether the filter restricts only what is counted and indexed.
fn is_counted(filter: &CertificateFilter) -> bool {
    let CertificateFilter {
        search,
        stages: _,
        usage: _,
        uploaded: _,
        sm2,
        project,
        tags,
        ids,
        ends_between,
        ..
    } = filter;
    search.is_none()
        && !sm2
        && project.is_none()
        && tags.is_empty()
        && ids.is_none()
        && ends_between.is_none()
}

/// The filter as a condition; `None` when nothing can match. `found` are the numbers of the certificates that have the
/// text, where they are known. Stages are left to [`merged_stages`] where that is
/// used.
fn conditions(
    dialect: Dialect,
    account: AccountId,
    filter: &CertificateFilter,
    found: Option<&[i64]>,
) -> Option<Composed> {
    let driven_by_ids = filter.ids.is_some() || !filter.tags.is_empty() || found.is_some();
    // The plus sign keeps both databases from walking through the account instead of fetching the few rows named.
    let account_condition = if driven_by_ids { "+account = $1" } else { "account = $1" };
    let mut made = Composed { sql: account_condition.to_owned(), params: vec![Value::from(account.0)] };
    let and = |made: &mut Composed, condition: String| {
        made.sql.push_str(" AND ");
        made.sql.push_str(&condition);
    };
    if !driven_by_ids && !is_counted(filter) && filter.ends_between.is_none() {
        // Always true; it leads both databases to the indices by creation, whose order is that of the rows on disk.
        let forever = made.param(Timestamp::FOREVER);
        and(&mut made, format!("created_at <= {forever}"));
    }
    if let (Some(stages), false) = (&filter.stages, is_counted(filter) && !is_one_index(filter)) {
        let first = made.params.len() + 1;
        made.params.extend(stages.iter().map(|stage| Value::from(stage.code())));
        and(&mut made, format!("stage IN ({})", places(first, stages.len())));
    }
    if let Some(usage) = filter.usage {
        let place = made.param(codes::usage(usage));
        and(&mut made, format!("usage = {place}"));
    }
    if let Some(uploaded) = filter.uploaded {
        let place = made.param(uploaded);
        and(&mut made, format!("uploaded = {place}"));
    }
    if filter.sm2 {
        and(&mut made, "sm2 = 1".to_owned());
    }
    if let Some(project) = filter.project {
        let place = made.param(project.0);
        and(&mut made, format!("project = {place}"));
    }
    if let Some((from, to)) = filter.ends_between {
        let (from, to) = (made.param(from), made.param(to));
        and(&mut made, format!("stage = 'issued' AND ends_at BETWEEN {from} AND {to}"));
    }
    if let Some(ids) = &filter.ids {
        let first = made.params.len() + 1;
        made.params.extend(ids.iter().map(|id| Value::from(id.as_str())));
        and(&mut made, format!("id IN ({})", places(first, ids.len())));
    }
    if !filter.tags.is_empty() {
        // One query however many there are: each of a certificate's tags is there once, so counting finds who has all.
        let wanted: BTreeSet<&Tag> = filter.tags.iter().collect();
        let mut each = Vec::with_capacity(wanted.len());
        for tag in &wanted {
            let (key, value) = (made.param(tag.key.as_str()), made.param(tag.value.as_str()));
            each.push(format!("({key}, {value})"));
        }
        let having = match u64::try_from(wanted.len()).unwrap_or(u64::MAX) {
            1 => String::new(),
            all => format!(" GROUP BY number HAVING COUNT(*) = {}", made.param(count(all))),
        };
        let each = each.join(", ");
        and(
            &mut made,
            format!(
                "number IN (SELECT number FROM certificate_tags
                        WHERE account = $1 AND (tag_key, tag_value) IN (VALUES {each}){having})"
            ),
        );
    }
    if let Some(found) = found {
        let (value, condition) = among(dialect, found, made.params.len() + 1);
        made.params.push(value);
        and(&mut made, format!("number {condition}"));
    } else if let Some(text) = filter.search.as_ref().filter(|text| !text.is_empty()) {
        let place = made.param(search::pattern(text)?);
        and(&mut made, format!("search_text LIKE {place} ESCAPE '\\'"));
    }
    Some(made)
}

/// `$n, $n+1, ...`
pub(super) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    places.join(", ")
}

/// How an order sorts: by what column, and whether it and the number descend. Numbers grow with every certificate, so
/// within one second the one put in last counts as the newest.
fn sorting(order: CertificateOrder) -> (&'static str, &'static str, &'static str) {
    match order {
        CertificateOrder::NewestFirst => ("created_at", " DESC", " DESC"),
        CertificateOrder::ExpiryAscending => ("ends_at", "", ""),
        // Both descend, so that the index of the ascending order is read backwards.
        CertificateOrder::ExpiryDescending => ("ends_at", " DESC", " DESC"),
    }
}

/// Whether one index gives the list in its order.
fn is_one_index(filter: &CertificateFilter) -> bool {
    let stages = filter.stages.as_ref().map(Vec::len);
    match filter.order {
        CertificateOrder::NewestFirst => stages.is_none_or(|stages| stages == 1),
        CertificateOrder::ExpiryAscending => stages == Some(1),
        CertificateOrder::ExpiryDescending => false,
    }
}

/// The page of a list that restricts only what is counted, from one reading per stage.
fn merged_stages(mut made: Composed, filter: &CertificateFilter) -> Composed {
    let (column, key_down, number_down) = sorting(filter.order);
    let rows = made.param(count(filter.offset.saturating_add(filter.limit)));
    let account = std::mem::take(&mut made.sql);
    let stages = filter.stages.clone().unwrap_or_else(|| StageKind::ALL.to_vec());
    let mut parts: Vec<String> = Vec::with_capacity(stages.len());
    for stage in stages {
        let place = made.param(stage.code());
        // Without an end every certificate of the stage has the same key, which goes last.
        let last = filter.order == CertificateOrder::ExpiryDescending && !codes::has_end(stage);
        let key = if last { "CAST(0 AS BIGINT)" } else { column };
        parts.push(format!(
            "SELECT number, sort_key FROM (
               SELECT number, {key} AS sort_key FROM certificates WHERE {account} AND stage = {place}
               ORDER BY {column}{key_down}, number{number_down} LIMIT {rows}) AS {}",
            // A stage's code may have hyphens, which no name in SQL has.
            stage.code().replace('-', "_")
        ));
    }
    with_bodies(made, &parts.join(" UNION ALL "), filter)
}

/// The page of any other list.
fn searched(mut made: Composed, filter: &CertificateFilter) -> Composed {
    let (column, ..) = sorting(filter.order);
    let key = if filter.order == CertificateOrder::ExpiryDescending {
        let forever = made.param(Timestamp::FOREVER);
        format!("CASE WHEN ends_at = {forever} THEN 0 ELSE ends_at END")
    } else {
        column.to_owned()
    };
    let found = format!("SELECT number, {key} AS sort_key FROM certificates WHERE {}", made.sql);
    with_bodies(made, &found, filter)
}

/// Cuts the page out of ids and keys, and only then fetches the bodies.
fn with_bodies(mut made: Composed, found: &str, filter: &CertificateFilter) -> Composed {
    let (_, key_down, number_down) = sorting(filter.order);
    let by = format!("sort_key{key_down}, page.number{number_down}");
    let found_by = format!("sort_key{key_down}, number{number_down}");
    let (limit, offset) = (made.param(count(filter.limit)), made.param(count(filter.offset)));
    let page = format!(
        "SELECT number, sort_key FROM ({found}) AS found ORDER BY {found_by} LIMIT {limit} OFFSET {offset}"
    );
    made.sql = format!(
        "SELECT body FROM ({page}) AS page
         JOIN certificate_bodies ON certificate_bodies.number = page.number ORDER BY {by}"
    );
    made
}
