//! Azure Compute: machines, their extensions, and scale sets.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The virtual machines of a subscription, without those of scale sets in Uniform mode.
    VIRTUAL_MACHINES: VirtualMachine = "Microsoft.Compute:VirtualMachines_ListAll" {
        permission: "Microsoft.Compute/virtualMachines/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/compute/virtual-machines/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Compute/virtualMachines", marker: "" },
    }

    /// The extensions of one virtual machine.
    VIRTUAL_MACHINE_EXTENSIONS: VirtualMachineExtension = "Microsoft.Compute:VirtualMachineExtensions_List" {
        permission: "Microsoft.Compute/virtualMachines/extensions/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/compute/virtual-machine-extensions/list",
        reach: Account,
        per: VIRTUAL_MACHINES,
        shape: Shape::Arm { kind: "Microsoft.Compute/virtualMachines/extensions", marker: "" },
    }

    /// The scale sets of a subscription.
    SCALE_SETS: ScaleSet = "Microsoft.Compute:VirtualMachineScaleSets_ListAll" {
        permission: "Microsoft.Compute/virtualMachineScaleSets/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/compute/virtual-machine-scale-sets/list-all",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Compute/virtualMachineScaleSets", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    // No parameter of this list gives the models and whether the machines run: `statusOnly` leaves the models out, and
    // `$expand=instanceView` is for the machines of one scale set.
    VIRTUAL_MACHINES => get "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines", "2024-03-01",
        strip: &[
            "/properties/applicationProfile/galleryApplications/*/configurationReference",
            "/properties/osProfile/adminPassword",
            "/properties/osProfile/customData",
            "/properties/osProfile/windowsConfiguration/additionalUnattendContent",
            "/properties/userData",
            "/resources/*/properties/instanceView",
            "/resources/*/properties/protectedSettings",
            "/resources/*/properties/settings",
        ];

    // The instance view would hold what scripts printed.
    VIRTUAL_MACHINE_EXTENSIONS => get "{parent}/extensions", "2024-03-01",
        parents: Parents::Of(&[Source { op: &VIRTUAL_MACHINES.op, keys: |item| Parent::at(item, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/instanceView", "/properties/protectedSettings", "/properties/settings"];

    SCALE_SETS => get "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachineScaleSets", "2024-03-01",
        strip: &[
            "/properties/virtualMachineProfile/applicationProfile/galleryApplications/*/configurationReference",
            "/properties/virtualMachineProfile/extensionProfile/extensions/*/properties/protectedSettings",
            "/properties/virtualMachineProfile/extensionProfile/extensions/*/properties/settings",
            "/properties/virtualMachineProfile/osProfile/adminPassword",
            "/properties/virtualMachineProfile/osProfile/customData",
            "/properties/virtualMachineProfile/osProfile/windowsConfiguration/additionalUnattendContent",
            "/properties/virtualMachineProfile/userData",
        ];
}

/// A virtual machine.
pub type VirtualMachine = Arm<VirtualMachineProperties>;

/// Settings of a virtual machine.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineProperties {
    /// What it does now; only in lists that were asked for it.
    pub instance_view: Option<InstanceView>,
}

/// What a machine does now.
#[derive(Debug, Deserialize)]
pub struct InstanceView {
    /// `PowerState/running` and others, of which one tells whether it runs.
    pub statuses: Option<Vec<Status>>,
}

/// What a machine does now, in a word.
#[derive(Debug, Deserialize)]
pub struct Status {
    /// `PowerState/deallocated`, for example.
    pub code: Option<String>,
}

impl Properties for VirtualMachineProperties {
    const KIND: &'static str = "Microsoft.Compute/virtualMachines";
}

/// An extension of a virtual machine.
pub type VirtualMachineExtension = Arm<ExtensionProperties>;

/// What an extension is. Its settings are left unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionProperties {
    /// `Microsoft.Azure.NetworkWatcher`, for example.
    pub publisher: Option<String>,
    /// `NetworkWatcherAgentLinux`, for example.
    pub r#type: Option<String>,
    /// `Succeeded`, `Failed`, …; the model of a scale set has none.
    pub provisioning_state: Option<String>,
}

impl Properties for ExtensionProperties {
    const KIND: &'static str = "Microsoft.Compute/virtualMachines/extensions";
}

/// A scale set.
pub type ScaleSet = Arm<ScaleSetProperties>;

/// Settings of a scale set.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleSetProperties {
    /// `Uniform`, or `Flexible`: its machines are ordinary ones, which are listed with the others. Absent: `Uniform`.
    pub orchestration_mode: Option<String>,
    /// The model of its machines; a scale set in Flexible mode may have none.
    pub virtual_machine_profile: Option<MachineProfile>,
}

impl Properties for ScaleSetProperties {
    const KIND: &'static str = "Microsoft.Compute/virtualMachineScaleSets";
}

/// The model of the machines of a scale set.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineProfile {
    /// Their extensions.
    pub extension_profile: Option<ExtensionProfile>,
}

/// The extensions of the machines of a scale set.
#[derive(Debug, Deserialize)]
pub struct ExtensionProfile {
    /// One after the other.
    pub extensions: Option<Vec<ScaleSetExtension>>,
}

/// An extension in the model of a scale set. Not every answer has its id.
#[derive(Debug, Deserialize)]
pub struct ScaleSetExtension {
    /// Its name, which is free text.
    pub name: Option<String>,
    /// What it is.
    pub properties: Option<ExtensionProperties>,
}
