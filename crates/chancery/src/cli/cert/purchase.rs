//! Buying, paying and refunding over the cloud API, and benefit points (C1 to C3, A6, A7).

use crate::cli::client::Client;
use crate::cli::output::{self, items, text};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use std::env;

/// What can be said about purchases.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Show what a certificate would cost, with every line.
    Quote {
        #[command(flatten)]
        wanted: Wanted,
        /// Environment variable that holds a voucher's number or code.
        #[arg(long, value_name = "VARIABLE")]
        voucher_from: Option<String>,
    },
    /// Show which products suit an owner and the names, with reason and price.
    Recommend {
        /// Who owns the site: person, company, internet, education, government or bank.
        owner: String,
        /// Names.
        #[arg(long, default_value_t = 1)]
        names: u64,
        /// The names are wildcards.
        #[arg(long)]
        wildcard: bool,
        /// Some of the names are IP addresses.
        #[arg(long)]
        ip: bool,
        /// Keys have to be SM2 keys.
        #[arg(long)]
        sm2: bool,
        /// For one house only: private names and addresses, under the private authority.
        #[arg(long)]
        private: bool,
    },
    /// Buy certificates from the balances.
    Buy {
        #[command(flatten)]
        wanted: Wanted,
        /// Certificates to buy, all or none.
        #[arg(long, default_value_t = 1)]
        count: u64,
        /// Environment variable that holds a voucher's number or code.
        #[arg(long, value_name = "VARIABLE")]
        voucher_from: Option<String>,
        /// Use the voucher that takes most off.
        #[arg(long, conflicts_with = "voucher_from")]
        best_voucher: bool,
        /// Only order; pay with `cert pay`.
        #[arg(long)]
        later: bool,
        /// The same purchase under the same token is made once.
        #[arg(long)]
        token: Option<String>,
    },
    /// Pay an order that was made to be paid later.
    Pay {
        /// The order's number.
        order: String,
        /// Pay with points of these packages, in this order.
        #[arg(long, value_delimiter = ',', value_name = "PACKAGE", conflicts_with_all = ["voucher_from", "best_voucher"])]
        points_of: Vec<String>,
        /// Environment variable that holds a voucher's number or code.
        #[arg(long, value_name = "VARIABLE")]
        voucher_from: Option<String>,
        /// Use the voucher that takes most off.
        #[arg(long, conflicts_with = "voucher_from")]
        best_voucher: bool,
    },
    /// List orders.
    Orders {
        /// Only those in this stage.
        #[arg(long)]
        status: Option<String>,
        /// Rows to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Rows to show.
        #[arg(long, default_value_t = 20)]
        limit: u64,
    },
    /// Give up an unpaid order.
    CancelOrder {
        /// The order's number.
        order: String,
    },
    /// Ask for the refund of an order; it cannot be taken back.
    Refund {
        /// The order's number.
        order: String,
    },
    /// List benefit packages.
    Packages,
    /// Buy a bundle of benefit points, such as ssl_100.
    BuyPoints {
        /// The kind of bundle.
        kind: String,
    },
    /// Give points to another account; prints the code that it redeems. That cannot be undone.
    GivePoints {
        /// The package.
        package: String,
        /// Points.
        points: u64,
        /// The account.
        #[arg(long)]
        to: u64,
    },
    /// Redeem a code of points.
    RedeemPoints {
        /// Environment variable that holds the code.
        #[arg(long, value_name = "VARIABLE")]
        code_from: String,
    },
}

/// What is bought.
#[derive(Args)]
pub(super) struct Wanted {
    /// The catalogue's code of the product.
    pub product: u32,
    /// Names.
    #[arg(long, default_value_t = 1)]
    pub names: u64,
    /// Years.
    #[arg(long, default_value_t = 1)]
    pub years: u64,
}

/// Runs the command.
pub(super) async fn run(client: &Client, command: Command, json_wanted: bool) -> Result<()> {
    let (action, input) = request(&command)?;
    let answer = client.call(action, &Value::Object(input)).await?;
    if json_wanted {
        return output::json(&answer);
    }
    match command {
        Command::Quote { .. } => quote(&answer),
        Command::Recommend { .. } => recommendations(items(&answer, "Products")),
        Command::Buy { later: true, .. } => println!("ordered: {}", text(&answer, "DealIds")),
        Command::Buy { .. } => println!("bought: {}", text(&answer, "CertificateIds")),
        Command::Orders { .. } => {
            orders(items(&answer, "Orders"));
            println!("{} in all", text(&answer, "TotalCount"));
        }
        Command::Pay { .. } | Command::CancelOrder { .. } | Command::Refund { .. } => {
            orders(answer.get("Order").map(std::slice::from_ref).unwrap_or_default());
        }
        Command::Packages => packages(&answer),
        Command::BuyPoints { .. } | Command::RedeemPoints { .. } => {
            println!("package {}", text(&answer, "PackageId"));
        }
        Command::GivePoints { .. } => {
            println!("{}  until {}", text(&answer, "TransferCode"), text(&answer, "ExpireTime"));
        }
    }
    Ok(())
}

/// Action and parameters.
fn request(command: &Command) -> Result<(&'static str, Map<String, Value>)> {
    let mut input = Map::new();
    let mut put = |name: &str, value: Value| {
        input.insert(name.to_owned(), value);
    };
    let action = match command {
        Command::Quote { wanted, voucher_from } => {
            goods(&mut put, wanted);
            voucher(&mut put, voucher_from.as_deref())?;
            "QuoteCertificate"
        }
        Command::Recommend { owner, names, wildcard, ip, sm2, private } => {
            put("OwnerKind", json!(owner));
            put("DomainNum", json!(names));
            put("Wildcard", json!(wildcard));
            put("SupportIp", json!(ip));
            put("Sm2", json!(sm2));
            put("Private", json!(private));
            "RecommendProducts"
        }
        Command::Buy { wanted, count, voucher_from, best_voucher, later, token } => {
            goods(&mut put, wanted);
            voucher(&mut put, voucher_from.as_deref())?;
            put("Count", json!(count));
            put("AutoVoucher", json!(u8::from(*best_voucher)));
            put("PayLater", json!(later));
            if let Some(token) = token {
                put("ClientToken", json!(token));
            }
            "CreateCertificate"
        }
        Command::Pay { order, points_of, voucher_from, best_voucher } => {
            put("DealId", json!(order));
            voucher(&mut put, voucher_from.as_deref())?;
            put("AutoVoucher", json!(best_voucher));
            if !points_of.is_empty() {
                put("PackageIds", json!(points_of));
            }
            "PayOrder"
        }
        Command::Orders { status, offset, limit } => {
            put("Offset", json!(offset));
            put("Limit", json!(limit));
            if let Some(status) = status {
                put("Status", json!(status));
            }
            "DescribeOrders"
        }
        Command::CancelOrder { order } => {
            put("DealId", json!(order));
            "CancelOrder"
        }
        Command::Refund { order } => {
            put("DealId", json!(order));
            "RefundOrder"
        }
        Command::Packages => "DescribePackages",
        Command::BuyPoints { kind } => {
            put("Type", json!(kind));
            "BuyPackage"
        }
        Command::GivePoints { package, points, to } => {
            put("PackageId", json!(package));
            put("TransferCount", json!(points));
            put("ReceiverUin", json!(to));
            "TransferPackagePoints"
        }
        Command::RedeemPoints { code_from } => {
            put("TransferCode", json!(secret(code_from)?));
            "RedeemPackagePoints"
        }
    };
    Ok((action, input))
}

fn goods(put: &mut impl FnMut(&str, Value), wanted: &Wanted) {
    put("ProductId", json!(wanted.product));
    put("DomainNum", json!(wanted.names));
    put("TimeSpan", json!(wanted.years));
}

fn voucher(put: &mut impl FnMut(&str, Value), variable: Option<&str>) -> Result<()> {
    if let Some(variable) = variable {
        put("Voucher", json!(secret(variable)?));
    }
    Ok(())
}

fn secret(variable: &str) -> Result<String> {
    env::var(variable).with_context(|| format!("the environment has no variable {variable}"))
}

/// Cents as dollars.
fn dollars(value: &Value, member: &str) -> String {
    let cents = value.get(member).and_then(Value::as_i64).unwrap_or(0);
    chancery_domain::money::Cents(cents).to_string()
}

fn quote(answer: &Value) {
    println!("{}", text(answer, "ProductName"));
    let lines = items(answer, "Lines").iter().map(|line| {
        vec![text(line, "Text"), text(line, "Count"), dollars(line, "Unit"), dollars(line, "Amount")]
    });
    output::table(&["line", "count", "each", "USD"], lines);
    output::facts(&[
        ("price", dollars(answer, "Price")),
        ("discount", dollars(answer, "Discount")),
        ("voucher", dollars(answer, "VoucherAmount")),
        ("due", dollars(answer, "Due")),
        ("or points", text(answer, "Points")),
    ]);
}

fn recommendations(products: &[Value]) {
    if products.is_empty() {
        println!("no product takes these names");
        return;
    }
    let rows = products.iter().map(|product| {
        vec![
            text(product, "ProductId"),
            text(product, "ProductName"),
            dollars(product, "Price"),
            text(product, "Reason"),
        ]
    });
    output::table(&["code", "product", "USD", "reason"], rows);
}

fn orders(orders: &[Value]) {
    let rows = orders.iter().map(|order| {
        vec![
            text(order, "DealId"),
            text(order, "Status"),
            text(order, "ProductName"),
            text(order, "DomainNum"),
            text(order, "TimeSpan"),
            dollars(order, "Price"),
            text(order, "Points"),
            format!("{}{}", text(order, "CertificateId"), text(order, "PackageId")),
            text(order, "CreateTime"),
        ]
    });
    output::table(&["order", "stage", "product", "names", "years", "price", "points", "for", "made"], rows);
}

fn packages(answer: &Value) {
    let rows = items(answer, "Packages").iter().map(|package| {
        ["PackageId", "Type", "Status", "Balance", "Total", "ExpireTime"]
            .map(|member| text(package, member))
            .to_vec()
    });
    output::table(&["package", "kind", "stage", "points", "of", "ends"], rows);
    println!("{} points in all", text(answer, "TotalBalance"));
}
