//! Azure Resource Manager: ids, and the envelope that every resource comes in.
//!
//! Ids are compared without regard to case: Azure itself writes one resource in several spellings.

use overhear_core::{Document, Home, Resource, Scope, Tags};
use serde::{Deserialize, de::DeserializeOwned};

/// What a resource has beside its envelope, and how ARM names its type.
pub trait Properties: DeserializeOwned + Send + Sync + 'static {
    /// The ARM type, for example `Microsoft.Network/virtualNetworkTaps`.
    const KIND: &'static str;

    /// Whether verdicts on other subscriptions may rest on the resource.
    fn is_landmark(&self) -> bool {
        true
    }
}

/// A resource: the envelope, and the properties of its type.
///
/// `properties` must be there, so that a flattened document is told apart from one without settings.
#[derive(Debug, Deserialize)]
pub struct Arm<P> {
    /// `/subscriptions/GUID/resourceGroups/…`, as Azure wrote it.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `westeurope`, or `West Europe`.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// The rest.
    pub properties: P,
}

impl<P: Properties> Document for Arm<P> {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(&place(scope, &self.id, self.location.as_deref()), P::KIND, self.id.as_str())
            .named(self.name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }

    fn is_landmark(&self) -> bool {
        self.properties.is_landmark()
    }
}

/// A resource that another one names.
#[derive(Clone, Debug, Deserialize)]
pub struct SubResource {
    /// Its ARM id.
    pub id: Option<String>,
}

/// Where a resource of this id and location lives: what the two do not tell is that of the call.
pub fn place(scope: &Scope, id: &str, location: Option<&str>) -> Scope {
    let account = subscription(id).unwrap_or(&scope.account);
    let own = location.map(region).filter(|region| !region.is_empty());
    let region = own.unwrap_or_else(|| region(&scope.region));
    Scope::new(scope.provider, account, region)
}

/// `westeurope` of `West Europe`.
pub fn region(location: &str) -> String {
    location.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// The subscription that an id names.
pub fn subscription(id: &str) -> Option<&str> {
    let mut parts = id.strip_prefix('/')?.split('/');
    parts.next().filter(|part| part.eq_ignore_ascii_case("subscriptions"))?;
    parts.next().filter(|part| !part.is_empty())
}

/// The last part of an id, which is the name of what it names.
pub fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}

/// True where two ids name one resource.
pub fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/').eq_ignore_ascii_case(other.trim_end_matches('/'))
}

/// The beginning of an id up to the name that follows `kind`: the interface of an IP configuration, for example.
pub fn up_to<'i>(id: &'i str, kind: &str) -> Option<&'i str> {
    let mut end = 0;
    let mut is_name = false;
    for part in id.split('/') {
        end += part.len();
        if is_name {
            return id.get(..end).filter(|_| !part.is_empty());
        }
        is_name = part.eq_ignore_ascii_case(kind);
        end += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use overhear_core::Provider;

    const NIC: &str = "/subscriptions/0a0b/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/App";

    #[test]
    fn ids_compare_without_regard_to_case() {
        assert!(same(NIC, &NIC.to_uppercase()));
        assert!(same(NIC, &format!("{}/", NIC.to_lowercase())));
        assert!(!same(NIC, &format!("{NIC}1")));
        assert_eq!(subscription(&NIC.to_uppercase()), Some("0A0B"));
    }

    #[test]
    fn ids_are_taken_apart() {
        let configuration = format!("{NIC}/ipConfigurations/one");
        assert_eq!(up_to(&configuration, "NETWORKINTERFACES"), Some(NIC));
        assert_eq!(up_to(NIC, "networkInterfaces"), Some(NIC));
        assert_eq!(up_to(NIC, "loadBalancers"), None);
        assert_eq!(up_to("/subscriptions/s/networkInterfaces/", "networkInterfaces"), None);
        assert_eq!(last_segment(&configuration), "one");
        assert_eq!(subscription("/providers/Microsoft.Network"), None);
        assert_eq!(subscription("/subscriptions/"), None);
        assert_eq!(subscription(""), None);
    }

    #[test]
    fn places_come_from_the_document_first() {
        let scope = Scope::new(Provider::Azure, "other", "global");
        assert_eq!(place(&scope, NIC, Some("West Europe")), Scope::new(Provider::Azure, "0a0b", "westeurope"));
        assert_eq!(place(&scope, "nic", None), scope);
        let spelled = Scope::new(Provider::Azure, "other", "West Europe");
        assert_eq!(place(&spelled, "nic", None), Scope::new(Provider::Azure, "other", "westeurope"));
    }
}
