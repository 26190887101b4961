use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::ec2::{INSTANCES, Instance, Reservation};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-ec2-instance-outside-vpc",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(40),
    title: "An instance is in no VPC",
    resource_type: "AWS::EC2::Instance",
    needs: &[Required(&INSTANCES.op)],
    remediation: "Start the instance anew in a VPC.",
    references: &[
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html",
        "https://docs.aws.amazon.com/config/latest/developerguide/ec2-instances-in-vpc.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An instance that is not terminated and names no VPC, info. One finding for each instance.

Instances that are started together come in one reservation; where all of them are fine the reservation stands for them \
in the list of results.

## Why it matters

Outside a VPC neither routes, flow logs nor encryption controls of yours apply. EC2-Classic ended in 2023, so no \
instance should be found: the check is there for the native control.

## Evidence

`State.Name` of the instance, and its id, since `VpcId` is absent.

## False positives

A snapshot that was cut down by hand.

## Remediation

```sh
aws ec2 create-image --instance-id i-ID --name migration
aws ec2 run-instances --image-id ami-ID --subnet-id subnet-ID
```

## Native controls

`INSTANCES_IN_VPC` of AWS Config asks the same.
";

/// What holds of one instance.
enum Place {
    InVpc,
    /// Terminated: it is nowhere.
    Gone,
    /// In no VPC: its state.
    Outside(String),
    Unclear(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for reservation in scope.items(&INSTANCES) {
        let places: Vec<_> = reservation.view().instances.iter().map(place).collect();
        if places.iter().all(|place| matches!(place, Place::Gone)) {
            out.not_applicable(&reservation, "it holds no instance that is not terminated");
        } else if places.iter().all(|place| matches!(place, Place::Gone | Place::InVpc)) {
            out.pass(&reservation, "its instances are in a VPC");
        } else {
            for (index, (instance, place)) in reservation.view().instances.iter().zip(places).enumerate() {
                judge(out, &reservation, (index, instance), place);
            }
        }
    }
}

fn place(instance: &Instance) -> Place {
    const STATES: [&str; 5] = ["pending", "running", "shutting-down", "stopping", "stopped"];
    if instance.vpc_id.as_deref().is_some_and(|vpc| !vpc.is_empty()) {
        return Place::InVpc;
    }
    match instance.state.as_ref().and_then(|state| state.name.as_deref()) {
        Some("terminated") => Place::Gone,
        Some(state) if STATES.contains(&state) => Place::Outside(state.to_owned()),
        Some(other) => Place::Unclear(format!("VpcId is absent, and State.Name {other} is not known")),
        None => Place::Unclear("VpcId and State.Name are absent".to_owned()),
    }
}

fn judge(
    out: &mut Results<'_>,
    reservation: &Item<'_, Reservation>,
    (index, instance): (usize, &Instance),
    place: Place,
) {
    let mut case = out.case(reservation);
    case.resource = instance.resource(&reservation.call().scope);
    let ruling = match place {
        Place::InVpc => Ruling::Pass("it is in a VPC".to_owned()),
        Place::Gone => Ruling::NotApplicable("it is terminated".to_owned()),
        Place::Unclear(reason) => Ruling::Unknown(reason),
        Place::Outside(state) => {
            let at = format!("/Instances/{index}");
            case.cite(reservation, &format!("{at}/InstanceId"), &instance.instance_id, "it names no VPC");
            case.cite(reservation, &format!("{at}/State/Name"), state, "it is not terminated");
            Ruling::Fail(Severity::Info, "The instance is in no VPC.".to_owned())
        }
    };
    out.rule(case, ruling);
}
