//! `chancery wallet`: a tenant's balances, movements, vouchers and gift cards, over the cloud API (C1).

use super::client::Client;
use super::output;
use anyhow::{Context, Result};
use clap::Subcommand;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Show the balances.
    Balance,
    /// Show the movements, latest first.
    Transactions {
        /// Movements to skip.
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// Movements to show.
        #[arg(long)]
        limit: Option<u64>,
    },
    /// Show the account's vouchers.
    Vouchers,
    /// Redeem a gift card; its code is read from standard input, so that it is seen by nobody else on the machine.
    Redeem,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    let client = Client::from_environment()?;
    match arguments.command {
        Command::Balance => {
            let answer = client.call("DescribeAccountBalance", &json!({})).await?;
            if arguments.json {
                return output::json(&answer);
            }
            output::facts(&[
                ("cash cents", output::text(&answer, "CashCents")),
                ("gift cents", output::text(&answer, "GiftCents")),
            ]);
            Ok(())
        }
        Command::Transactions { offset, limit } => {
            let mut input = json!({"Offset": offset});
            if let (Some(limit), Some(members)) = (limit, input.as_object_mut()) {
                members.insert("Limit".to_owned(), json!(limit));
            }
            let answer = client.call("DescribeAccountTransactions", &input).await?;
            let columns = ["TransactionId", "CreateTime", "Type", "CashCents", "GiftCents", "Reference"];
            list(&answer, "Transactions", &columns, arguments.json)
        }
        Command::Vouchers => {
            let answer = client.call("DescribeVouchers", &json!({})).await?;
            let columns =
                ["VoucherId", "AmountCents", "Percent", "MinimumCents", "Brand", "ExpireTime", "Status"];
            list(&answer, "Vouchers", &columns, arguments.json)
        }
        Command::Redeem => {
            let mut code = Zeroizing::new(String::new());
            std::io::stdin().read_line(&mut code).context("the code cannot be read")?;
            let answer = client.call("RedeemGiftCard", &json!({"Code": code.trim()})).await?;
            if arguments.json {
                return output::json(&answer);
            }
            println!(
                "{} cents added; the gift balance has {}",
                output::text(&answer, "AddedCents"),
                output::text(&answer, "GiftCents")
            );
            Ok(())
        }
    }
}

fn list(answer: &Value, member: &str, columns: &[&str], json: bool) -> Result<()> {
    if json {
        return output::json(answer);
    }
    let rows = output::items(answer, member)
        .iter()
        .map(|item| columns.iter().map(|column| output::text(item, column)).collect());
    output::table(columns, rows);
    Ok(())
}
