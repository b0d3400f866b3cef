//! Install notes for the certificate at hand (G4), with its very file names. A test configures real servers from them.

use super::Parts;
use std::fmt::Write as _;

/// The two kinds of key store that Tomcat takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum KeyStore {
    Pfx,
    Jks,
}

impl KeyStore {
    /// Ending of the file's name.
    pub(super) fn extension(self) -> &'static str {
        match self {
            KeyStore::Pfx => "pfx",
            KeyStore::Jks => "jks",
        }
    }

    /// Tomcat's word for the type.
    fn tomcat_type(self) -> &'static str {
        match self {
            KeyStore::Pfx => "PKCS12",
            KeyStore::Jks => "JKS",
        }
    }
}

/// The names a server answers to, parted by blanks: DNS names only, the main name when there are none.
fn server_names(parts: &Parts) -> String {
    let is_address = |name: &&String| name.parse::<std::net::IpAddr>().is_ok();
    let names: Vec<&str> = parts.names.iter().filter(|name| !is_address(name)).map(String::as_str).collect();
    if names.is_empty() { parts.names.join(" ") } else { names.join(" ") }
}

/// Which key file to use, said in full when it is not in the download.
fn key_advice(parts: &Parts, key: &str, how_to_unlock: &str) -> String {
    if parts.key.is_none() {
        format!(
            "The private key is not in this download, because the CSR was made elsewhere.\nUse the key that was made together with the CSR in place of {key}.\n\n"
        )
    } else if parts.key_is_encrypted {
        format!("{key} is encrypted under the password you chose. {how_to_unlock}\n\n")
    } else {
        String::new()
    }
}

pub(super) fn nginx(parts: &Parts, bundle: &str, key: &str) -> String {
    let names = server_names(parts);
    let advice = key_advice(
        parts,
        key,
        "Put the password on the first line of\na file readable by root only and name it with\n\n    ssl_password_file /etc/nginx/ssl/key.pass;",
    );
    format!(
        "Nginx

1. Copy {bundle} and {key} to /etc/nginx/ssl/ and make the key readable by root only.
2. Add this server to the configuration (Nginx 1.15 or later):

    server {{
        listen 443 ssl;
        server_name {names};
        ssl_certificate /etc/nginx/ssl/{bundle};
        ssl_certificate_key /etc/nginx/ssl/{key};
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:SSL:1m;
        ssl_session_timeout 5m;
        location / {{
            root /var/www/html;
        }}
    }}

3. To lead plain HTTP to HTTPS, add:

    server {{
        listen 80;
        server_name {names};
        return 301 https://$host$request_uri;
    }}

4. Test and reload:

    nginx -t && nginx -s reload

{advice}"
    )
}

pub(super) fn apache(parts: &Parts, chain: &str, leaf: &str, key: &str) -> String {
    let mut names = parts.names.iter().map(String::as_str);
    let first = names.next().unwrap_or(&parts.stem);
    let mut server = format!("        ServerName {}\n", first.replace("*.", "www."));
    // ServerAlias takes wildcards, ServerName does not.
    let aliases: Vec<&str> = if first.starts_with('*') {
        parts.names.iter().map(String::as_str).collect()
    } else {
        names.collect()
    };
    if !aliases.is_empty() {
        let _ = writeln!(server, "        ServerAlias {}", aliases.join(" "));
    }
    let chain_line = if parts.intermediates.is_empty() {
        String::new()
    } else {
        format!("        SSLCertificateChainFile /etc/httpd/ssl/{chain}\n")
    };
    let advice = key_advice(
        parts,
        key,
        "Apache asks for the password at start;\nname a program that prints it with SSLPassPhraseDialog exec:/path/to/program to start unattended.",
    );
    format!(
        "Apache

1. Copy the .crt and .key files of this folder to /etc/httpd/ssl/ (/etc/apache2/ssl/ on Debian) and make the key
   readable by root only.
2. Load mod_ssl (`a2enmod ssl` on Debian) and add this virtual host:

    <VirtualHost *:443>
{server}        DocumentRoot /var/www/html
        SSLEngine on
        SSLProtocol -all +TLSv1.2 +TLSv1.3
        SSLCertificateFile /etc/httpd/ssl/{leaf}
        SSLCertificateKeyFile /etc/httpd/ssl/{key}
{chain_line}    </VirtualHost>

3. Test and reload:

    apachectl configtest && apachectl graceful

{advice}"
    )
}

pub(super) fn tomcat(parts: &Parts, stores: &[KeyStore]) -> String {
    let stem = &parts.stem;
    let mut text = "Tomcat\n\n1. Copy the key store to the conf folder of Tomcat and make it readable by its user only.\n2. Add a connector to conf/server.xml:\n".to_owned();
    for store in stores {
        let (extension, kind) = (store.extension(), store.tomcat_type());
        let _ = write!(
            text,
            "
   With {stem}.{extension}, Tomcat 8.5 and later:

    <Connector port=\"443\" protocol=\"org.apache.coyote.http11.Http11NioProtocol\" SSLEnabled=\"true\"
               scheme=\"https\" secure=\"true\">
        <SSLHostConfig protocols=\"TLSv1.2,TLSv1.3\">
            <Certificate certificateKeystoreFile=\"conf/{stem}.{extension}\"
                         certificateKeystoreType=\"{kind}\" certificateKeystorePassword=\"PASSWORD\" />
        </SSLHostConfig>
    </Connector>

   With {stem}.{extension}, older Tomcat:

    <Connector port=\"443\" protocol=\"HTTP/1.1\" SSLEnabled=\"true\" scheme=\"https\" secure=\"true\"
               keystoreFile=\"conf/{stem}.{extension}\" keystoreType=\"{kind}\" keystorePass=\"PASSWORD\"
               clientAuth=\"false\" sslProtocol=\"TLS\" />
"
        );
    }
    let _ = write!(text, "\n{}\n3. Restart Tomcat.\n", password_advice(parts));
    text
}

pub(super) fn iis(parts: &Parts) -> String {
    let stem = &parts.stem;
    format!(
        "IIS

1. Copy {stem}.pfx to the server and open IIS Manager, the server's node, Server Certificates.
2. Choose Import, select {stem}.pfx, enter the password and choose the store Web Hosting or Personal.
3. Select the site, Bindings, Add: type https, port 443, the host name, and the certificate.
   Tick \"Require Server Name Indication\" when several certificates share one address.
4. To lead plain HTTP to HTTPS, install the URL Rewrite module and redirect to https://{{HTTP_HOST}}{{REQUEST_URI}}.

{}
On a command line, in place of steps 1 and 2:

    Import-PfxCertificate -FilePath {stem}.pfx -CertStoreLocation Cert:\\LocalMachine\\My -Password (Read-Host -AsSecureString)
",
        password_advice(parts)
    )
}

pub(super) fn root() -> String {
    "Root certificate\n\nroot.crt is the root of the certificate's chain. Servers do not send it. Devices that do not know the root yet can add\nit to their list of trusted authorities; compare its fingerprint with the issuer's publication first.\n".to_owned()
}

fn password_advice(parts: &Parts) -> &'static str {
    if parts.password.is_some() {
        "The password is the content of keystorePass.txt in this folder.\n"
    } else {
        "The password is the one you chose at the application. It is not kept here and cannot be recovered.\n"
    }
}
