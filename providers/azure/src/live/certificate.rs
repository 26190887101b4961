use aws_lc_rs::{digest, rand::SystemRandom, rsa::KeyPair, signature::RSA_PSS_SHA256};
use azure_core::{
    error::{Error, ErrorKind},
    http::ClientMethodOptions,
    time::OffsetDateTime,
};
use azure_identity::ClientAssertion;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use serde_json::json;
use std::{fmt, fs};

/// A certificate with its key, which vouches for a service principal.
///
/// `azure_identity` has one of its own that needs OpenSSL; this one signs with the library that TLS uses.
/// <https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials>
pub(super) struct Certificate {
    client: String,
    audience: String,
    thumbprint: String,
    key: KeyPair,
}

/// Seconds for which an assertion is good.
const LIFE: i64 = 600;

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Certificate {
    /// Reads a PEM file with a certificate and its RSA key, not protected by a password.
    pub(super) fn open(path: &str, client: &str, audience: String) -> azure_core::Result<Self> {
        let failed = |reason: String| {
            Error::with_message(ErrorKind::Credential, format!("AZURE_CLIENT_CERTIFICATE_PATH={path}: {reason}"))
        };
        let pem = fs::read(path).map_err(|error| failed(error.to_string()))?;
        Self::new(&pem, client, audience).map_err(failed)
    }

    fn new(pem: &[u8], client: &str, audience: String) -> Result<Self, String> {
        let certificate = CertificateDer::from_pem_slice(pem).map_err(|error| format!("no certificate: {error}"))?;
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|error| format!("no private key: {error}"))? {
            PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err("the key is not an RSA key".to_owned()),
        };
        let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &certificate));
        let key = key.map_err(|error| format!("the key is not an RSA key that can be used: {error}"))?;
        Ok(Self { client: client.to_owned(), audience, thumbprint, key })
    }

    /// The assertion at a time, in seconds since 1970.
    fn assertion(&self, now: i64, id: &str) -> Result<String, String> {
        let header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": self.audience, "iss": self.client, "sub": self.client, "jti": id,
            "nbf": now, "iat": now, "exp": now + LIFE,
        });
        let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .map_err(|error| error.to_string())?;
        Ok(format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[async_trait::async_trait]
impl ClientAssertion for Certificate {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let id = azure_core::Uuid::new_v4().to_string();
        let made = self.assertion(OffsetDateTime::now_utc().unix_timestamp(), &id);
        made.map_err(|reason| Error::with_message(ErrorKind::Credential, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::{
        encoding::AsDer,
        rsa::KeySize,
        signature::{KeyPair as _, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey},
    };
    use base64::prelude::BASE64_STANDARD;
    use serde_json::Value;

    /// A file with a key and something in the place of a certificate, whose bytes alone matter here.
    fn pem(key: &KeyPair) -> String {
        let block = |kind: &str, der: &[u8]| {
            format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", BASE64_STANDARD.encode(der))
        };
        let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(key).unwrap();
        block("PRIVATE KEY", der.as_ref()) + &block("CERTIFICATE", b"a certificate")
    }

    #[test]
    fn an_assertion_names_the_certificate_and_is_signed_with_its_key() {
        let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let certificate = Certificate::new(pem(&key).as_bytes(), "app", "https://login/token".to_owned()).unwrap();
        let assertion = certificate.assertion(1000, "one").unwrap();
        let (text, signature) = assertion.rsplit_once('.').unwrap();
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, key.public_key())
            .verify(text.as_bytes(), &signature)
            .unwrap();
        let part = |index| -> Value {
            let part = text.split('.').nth(index).unwrap();
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let thumbprint = digest::digest(&digest::SHA256, b"a certificate");
        assert_eq!(part(0)["x5t#S256"], BASE64_URL_SAFE_NO_PAD.encode(thumbprint));
        assert_eq!(part(1)["aud"], "https://login/token");
        assert_eq!([&part(1)["iss"], &part(1)["sub"]], ["app", "app"]);
        assert_eq!(part(1)["exp"], 1000 + LIFE);
    }

    #[test]
    fn a_file_without_its_parts_is_refused() {
        let key = pem(&KeyPair::generate(KeySize::Rsa2048).unwrap());
        let (key, certificate) = key.split_at(key.find("-----BEGIN CERT").unwrap());
        for (file, reason) in [("", "no certificate"), (key, "no certificate"), (certificate, "no private key")] {
            let error = Certificate::new(file.as_bytes(), "app", String::new()).unwrap_err();
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
