//! TLS to the server, as the address asks for it: `sslmode` and `sslrootcert` mean what they mean to
//! every client of PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Error, Result};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How the connection is protected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Protection {
    /// Not at all: a socket or a network of our own.
    #[default]
    None,
    /// Encrypted, whoever answers (`sslmode=require` without a root certificate).
    Encrypted,
    /// Encrypted, and the certificate is for the host and signed by one of the file or the machine.
    Verified(Option<PathBuf>),
}

impl Protection {
    /// Takes `sslmode` and `sslrootcert` out of the address, because the driver knows only some of
    /// their values.
    pub(crate) fn of(url: &str) -> Result<(String, Self)> {
        let Some((address, query)) = url.split_once('?') else {
            return Ok((url.to_owned(), Self::None));
        };
        let (mut mode, mut root, mut rest) = ("", None, Vec::new());
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => {
                    root = Some(PathBuf::from(value.replace("%2F", "/").replace("%2f", "/")));
                }
                _ => rest.push(pair),
            }
        }
        let protection = match mode {
            "" | "disable" => Self::None,
            "require" if root.is_none() => Self::Encrypted,
            "require" | "verify-ca" | "verify-full" => {
                Self::Verified(root.filter(|root| root.as_os_str() != "system"))
            }
            _ => return Err(Error::state("database.sslmode")),
        };
        let query = if rest.is_empty() {
            String::new()
        } else {
            format!("?{}", rest.join("&"))
        };
        Ok((format!("{address}{query}"), protection))
    }

    /// What a connection needs; nothing when it is not protected.
    pub(crate) fn connector(&self) -> Result<Option<MakeRustlsConnect>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?;
        let config = match self {
            Self::None => return Ok(None),
            Self::Encrypted => config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
                .with_no_client_auth(),
            Self::Verified(root) => config
                .with_root_certificates(roots(root.as_deref())?)
                .with_no_client_auth(),
        };
        Ok(Some(MakeRustlsConnect::new(config)))
    }

    /// The same wish for the programs of PostgreSQL, as variables.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::None => Vec::new(),
            Self::Encrypted => vec![("PGSSLMODE", "require".to_owned())],
            Self::Verified(root) => {
                let root = root
                    .as_ref()
                    .map_or("system".into(), |root| root.display().to_string());
                vec![
                    ("PGSSLMODE", "verify-full".to_owned()),
                    ("PGSSLROOTCERT", root),
                ]
            }
        }
    }
}

fn roots(file: Option<&Path>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable = |_| Error::state("database.sslrootcert");
            for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
                let certificate = certificate.map_err(unreadable)?;
                roots.add(certificate).map_err(Error::internal)?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    match roots.is_empty() {
        true => Err(Error::state("database.sslrootcert")),
        false => Ok(roots),
    }
}

/// Takes every certificate: the line is secret, but who is at its end is not proven.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_how_it_is_protected() {
        let of = |url: &str| Protection::of(url).ok();
        let plain = "postgres://u@h/d";
        let with = |more: &str| of(&format!("{plain}{more}"));
        let known = |protection| Some((plain.to_owned(), protection));
        assert_eq!(with(""), known(Protection::None));
        assert_eq!(with("?sslmode=disable"), known(Protection::None));
        assert_eq!(with("?sslmode=require"), known(Protection::Encrypted));
        assert_eq!(
            with("?sslmode=verify-full"),
            known(Protection::Verified(None))
        );
        let file = Protection::Verified(Some("/etc/root.crt".into()));
        assert_eq!(
            with("?sslrootcert=/etc/root.crt&sslmode=verify-full"),
            known(file.clone())
        );
        let kept = of(&format!(
            "{plain}?sslmode=require&sslrootcert=%2Fetc%2Froot.crt&application_name=x"
        ));
        assert_eq!(kept, Some((format!("{plain}?application_name=x"), file)));
        assert_eq!(with("?sslmode=sometimes"), None);
    }
}
