use super::distinct;
use crate::{
    cli::{AzureArgs, AzureCloud, LiveArgs},
    exit::UsageError,
    live::{Cloud, Extent, Planned},
};
use overhear_azure::{
    inventory,
    live::{Azure, Cloud as Place, Options, Subscriptions, reads},
    resources,
};
use overhear_core::{Op, Provider, live::Plan};
use std::time::Duration;

/// The Azure subscriptions that the command line names.
pub(super) fn cloud(args: &AzureArgs, live: &LiveArgs, wanted: Vec<&'static Op>) -> Result<Box<dyn Cloud>, UsageError> {
    let options = options(args, live)?;
    let mut discovery: Vec<(&'static Op, usize)> = vec![(&resources::SUBSCRIPTIONS.op, 1)];
    let (accounts, whole) = match &options.subscriptions {
        Subscriptions::Listed(listed) => (Some(listed.len()), ""),
        Subscriptions::All => (None, "each subscription that the caller sees"),
        Subscriptions::Below(_) => {
            discovery.extend([(&inventory::RESOURCES.op, 1), (&inventory::DESCENDANTS.op, 1)]);
            (None, "each subscription below the management group")
        }
    };
    Ok(Box::new(Planned {
        provider: Provider::Azure,
        plan: Plan::new(reads(), wanted),
        discovery,
        extent: Extent { accounts, word: "subscription", whole, regions: 1, assumed: false },
        adapter: async move |means: crate::live::Means| Azure::new(options, means.pace, means.progress),
    }))
}

fn options(args: &AzureArgs, live: &LiveArgs) -> Result<Options, UsageError> {
    let listed = distinct(&args.subscriptions);
    let subscriptions = match (listed.as_slice(), &args.management_group) {
        (_, Some(group)) if is_group(group) => Subscriptions::Below(group.clone()),
        (_, Some(group)) => {
            return Err(UsageError::new(format!("--management-group {group}: not the id of a management group"))
                .hint("give its id, not its display name"));
        }
        ([], None) => Subscriptions::All,
        ([one], None) if one == "all" => Subscriptions::All,
        (listed, None) => match listed.iter().find(|id| !is_guid(id)) {
            None => Subscriptions::Listed(listed.to_vec()),
            Some(other) => {
                return Err(UsageError::new(format!("--subscriptions {other}: not the id of a subscription"))
                    .hint("list ids such as 00000000-0000-0000-0000-000000000000, or give `all` alone"));
            }
        },
    };
    if let Some(tenant) = args.tenant.as_ref().filter(|tenant| !is_tenant(tenant)) {
        return Err(UsageError::new(format!("--tenant {tenant}: neither the id of a tenant nor a domain")));
    }
    let cloud = match args.cloud {
        None | Some(AzureCloud::Public) => Place::Public,
        Some(AzureCloud::UsGov) => Place::UsGov,
        Some(AzureCloud::China) => Place::China,
    };
    let timeout = Duration::from_secs(live.timeout);
    Ok(Options { subscriptions, tenant: args.tenant.clone(), cloud, timeout })
}

fn is_guid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hex)
}

/// What ids of management groups are made of.
fn is_group(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_().".contains(&byte);
    (1..=90).contains(&text.len()) && text.bytes().all(is_part) && !text.ends_with('.')
}

fn is_tenant(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}
