//! `chancery profile`: the tenant's organisation profiles, administrators and domains, over the cloud API (F1).

use super::client::Client;
use super::output;
use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// Organisation profiles.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print the API's answer as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Make an organisation profile; it is examined and cannot be changed afterwards.
    Create {
        /// Registered name.
        name: String,
        /// Two-letter country code.
        #[arg(long)]
        country: String,
        /// Province or state.
        #[arg(long)]
        province: String,
        /// City.
        #[arg(long)]
        city: String,
        /// Street and number.
        #[arg(long)]
        address: String,
        /// Postcode.
        #[arg(long, default_value = "")]
        postcode: String,
        /// Telephone number at which the organisation is reached.
        #[arg(long)]
        phone: String,
        /// Department.
        #[arg(long, default_value = "")]
        department: String,
        /// Kind of registration number: TYDMZ or OTHERS.
        #[arg(long, default_value = "")]
        id_type: String,
        /// Registration number.
        #[arg(long, default_value = "")]
        id_number: String,
    },
    /// List organisation profiles.
    List,
    /// Show how far examinations are, and why one was refused.
    Status {
        /// The organisation's number.
        organization: i64,
    },
    /// Add an administrator to an organisation.
    AddAdministrator {
        /// The organisation's number.
        organization: i64,
        /// First name.
        #[arg(long)]
        first_name: String,
        /// Last name.
        #[arg(long)]
        last_name: String,
        /// Position.
        #[arg(long)]
        position: String,
        /// Telephone number.
        #[arg(long)]
        phone: String,
        /// Mail address.
        #[arg(long)]
        mail: String,
        /// Department.
        #[arg(long, default_value = "")]
        department: String,
    },
    /// List the administrators of an organisation.
    Administrators {
        /// The organisation's number.
        organization: i64,
    },
    /// Show an administrator.
    Show {
        /// The administrator's number.
        administrator: i64,
    },
    /// Submit an administrator for examination.
    Submit {
        /// The administrator's number.
        administrator: i64,
        /// OV, or EV, which is one for OV too.
        #[arg(long, default_value = "EV")]
        level: String,
    },
    /// Have an approval that ends soon examined again.
    Verify {
        /// The administrator's number.
        administrator: i64,
    },
    /// Delete an administrator.
    Delete {
        /// The administrator's number.
        administrator: i64,
    },
    /// Add a domain under an approved administrator; shows what to publish.
    AddDomain {
        /// The administrator's number.
        administrator: i64,
        /// The domain name.
        domain: String,
        /// DNS (a TXT record), CNAME or FILE.
        #[arg(long, default_value = "DNS")]
        method: String,
    },
    /// List the domains of an administrator.
    Domains {
        /// The administrator's number.
        administrator: i64,
    },
    /// Look for the proof of a domain now.
    CheckDomain {
        /// The domain's number.
        domain: i64,
    },
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    let client = Client::from_environment()?;
    let (action, input) = request(&arguments.command);
    let answer = client.call(action, &input).await?;
    if arguments.json {
        return output::json(&answer);
    }
    show(&arguments.command, &answer);
    Ok(())
}

fn request(command: &Command) -> (&'static str, Value) {
    match command {
        Command::Create {
            name,
            country,
            province,
            city,
            address,
            postcode,
            phone,
            department,
            id_type,
            id_number,
        } => (
            "CreateCompany",
            json!({"CompanyName": name, "CompanyCountry": country, "CompanyProvince": province,
                "CompanyCity": city, "CompanyAddress": address, "CompanyPostalCode": postcode, "CompanyPhone": phone,
                "CompanyDepartment": department, "IdType": id_type, "IdNumber": id_number}),
        ),
        Command::Status { organization } => ("DescribeCompanyAudit", json!({"CompanyId": organization})),
        Command::List => ("DescribeCompanies", json!({"Limit": 100})),
        Command::AddAdministrator {
            organization,
            first_name,
            last_name,
            position,
            phone,
            mail,
            department,
        } => (
            "CreateManager",
            json!({"CompanyId": organization, "ManagerFirstName": first_name, "ManagerLastName": last_name,
                "ManagerPosition": position, "ManagerPhone": phone, "ManagerMail": mail,
                "ManagerDepartment": department}),
        ),
        Command::Administrators { organization } => {
            ("DescribeManagers", json!({"CompanyId": organization, "Limit": 100}))
        }
        Command::Show { administrator } => ("DescribeManagerDetail", json!({"ManagerId": administrator})),
        Command::Submit { administrator, level } => {
            ("SubmitAuditManager", json!({"ManagerId": administrator, "Level": level}))
        }
        Command::Verify { administrator } => ("VerifyManager", json!({"ManagerId": administrator})),
        Command::Delete { administrator } => ("DeleteManager", json!({"ManagerId": administrator})),
        Command::AddDomain { administrator, domain, method } => (
            "CreateManagerDomain",
            json!({"ManagerId": administrator, "Domain": domain, "DvAuthMethod": method}),
        ),
        Command::Domains { administrator } => {
            ("DescribeManagerDomains", json!({"ManagerId": administrator, "Limit": 100}))
        }
        Command::CheckDomain { domain } => ("CheckManagerDomain", json!({"DomainId": domain})),
    }
}

fn show(command: &Command, answer: &Value) {
    match command {
        Command::Create { .. } => println!("organisation {}", output::text(answer, "CompanyId")),
        Command::List => {
            rows(answer, "Companies", &["CompanyId", "CompanyName", "CompanyCity", "CompanyCountry"]);
        }
        Command::Status { .. } => {
            let members = ["Type", "ManagerId", "Status", "VerifyTime", "ExpireTime", "Reason"];
            let lines = output::items(answer, "Audits")
                .iter()
                .map(|row| members.iter().map(|member| output::text(row, member)).collect());
            output::table(&members, lines);
        }
        Command::AddAdministrator { .. } => println!("administrator {}", output::text(answer, "ManagerId")),
        Command::Administrators { .. } => rows(
            answer,
            "Managers",
            &["ManagerId", "ManagerFirstName", "ManagerLastName", "ManagerMail", "Status", "ExpireTime"],
        ),
        Command::Show { .. } => output::facts(&[
            ("administrator", output::text(answer, "ManagerId")),
            (
                "name",
                format!(
                    "{} {}",
                    output::text(answer, "ManagerFirstName"),
                    output::text(answer, "ManagerLastName")
                ),
            ),
            ("mail", output::text(answer, "ManagerMail")),
            ("telephone", output::text(answer, "ManagerPhone")),
            (
                "organisation",
                answer
                    .get("CompanyInfo")
                    .map(|company| output::text(company, "CompanyName"))
                    .unwrap_or_default(),
            ),
            ("status", output::text(answer, "Status")),
            ("approved until", output::text(answer, "ExpireTime")),
        ]),
        Command::Submit { administrator, .. } | Command::Verify { administrator } => {
            println!("administrator {administrator} is submitted");
        }
        Command::Delete { administrator } => println!("administrator {administrator} is deleted"),
        Command::AddDomain { .. } => {
            let domain = answer.get("ManagerDomain").cloned().unwrap_or_default();
            let proof = domain.get("DvAuth").cloned().unwrap_or_default();
            output::facts(&[
                ("domain", output::text(&domain, "DomainId")),
                ("publish", output::text(&proof, "DvAuthVerifyType")),
                (
                    "at",
                    format!("{}{}", output::text(&proof, "DvAuthPath"), output::text(&proof, "DvAuthKey")),
                ),
                ("value", output::text(&proof, "DvAuthValue")),
                ("until", output::text(&domain, "Deadline")),
            ]);
        }
        Command::Domains { .. } => {
            rows(answer, "ManagerDomains", &["DomainId", "Domain", "Status", "VerifyTime", "ExpireTime"]);
        }
        Command::CheckDomain { .. } => {
            let domain = answer.get("ManagerDomain").cloned().unwrap_or_default();
            println!("{}: {}", output::text(&domain, "Domain"), output::text(&domain, "Status"));
            let why = output::text(answer, "FailReason");
            if !why.is_empty() {
                println!("{why}");
            }
        }
    }
}

fn rows(answer: &Value, list: &str, members: &[&str]) {
    let rows = output::items(answer, list)
        .iter()
        .map(|row| members.iter().map(|member| output::text(row, member)).collect());
    output::table(members, rows);
    println!("{} in all", output::text(answer, "TotalCount"));
}
