//! What an answer says that it lacks, and lists over all locations made flat.

use overhear_core::{Gap, GapKind, live::Answer, live::at, live::http::shortened};
use serde_json::{Value, json};

/// An answer, and the places that it says could not be reached.
pub(super) fn whole(mut body: Value) -> Answer {
    let mut missing = unreachable(&body);
    for list in
        body.as_object_mut().into_iter().flat_map(|members| members.values_mut()).filter_map(Value::as_array_mut)
    {
        // Memorystore names a location that it could not reach by an item called `-`.
        let lost_place = |item: &mut Value| at(item, "/name").is_some_and(|name| name.ends_with("/-"));
        for place in list.extract_if(.., lost_place) {
            missing = missing.or_else(|| Some(lost("Unreachable", at(&place, "/name").unwrap_or_default())));
        }
    }
    Answer { body, missing }
}

/// An aggregated list of Compute Engine: its items under the name of the collection, as those of a plain list.
/// <https://cloud.google.com/compute/docs/reference/rest/v1/packetMirrorings/aggregatedList>
pub(super) fn flat(mut body: Value, collection: &str) -> Result<Answer, Gap> {
    let mut missing = unreachable(&body);
    let mut items = Vec::new();
    match body.get_mut("items").map(Value::take) {
        None | Some(Value::Null) => {}
        Some(Value::Object(scopes)) => {
            for (scope, mut held) in scopes {
                // That a location holds nothing is a warning too.
                if let Some(warning) =
                    held.get("warning").filter(|warning| at(warning, "/code") != Some("NO_RESULTS_ON_PAGE"))
                {
                    let code = at(warning, "/code").unwrap_or("Warning");
                    missing = missing.or_else(|| Some(lost(code, &scope)));
                }
                match held.get_mut(collection).map(Value::take) {
                    None | Some(Value::Null) => {}
                    Some(Value::Array(listed)) => items.extend(listed),
                    Some(_) => return Err(odd(&scope)),
                }
            }
        }
        Some(_) => return Err(odd("items")),
    }
    let mut flat = json!({collection: items});
    if let Some(token) = body.get("nextPageToken") {
        flat["nextPageToken"] = token.clone();
    }
    Ok(Answer { body: flat, missing })
}

fn unreachable(body: &Value) -> Option<Gap> {
    let lists = ["unreachable", "unreachables"].into_iter().filter_map(|list| body.get(list)?.as_array());
    let places: Vec<_> = lists.flatten().map(|place| place.as_str().unwrap_or("somewhere")).collect();
    if !places.is_empty() {
        return Some(lost("Unreachable", &places.join(", ")));
    }
    // Compute Engine has one warning, Cloud SQL a list of them.
    let several = body.get("warnings").and_then(Value::as_array);
    let mut warnings = body.get("warning").into_iter().chain(several.into_iter().flatten());
    let warning = warnings.find(|warning| at(warning, "/code") != Some("NO_RESULTS_ON_PAGE"))?;
    let place = at(warning, "/message").or_else(|| at(warning, "/region")).unwrap_or("some locations");
    Some(lost(at(warning, "/code").unwrap_or("Warning"), place))
}

fn lost(code: &str, place: &str) -> Gap {
    Gap::new(GapKind::Transport, shortened(code), format!("could not be reached: {}", shortened(place)))
}

fn odd(place: &str) -> Gap {
    Gap::new(
        GapKind::Undecodable,
        "UnexpectedAnswer",
        format!("{}: not a list as Google documents it", shortened(place)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_made_one_list() {
        let body = json!({"items": {
            "zones/a": {"instances": [{"name": "one"}]},
            "zones/b": {"warning": {"code": "NO_RESULTS_ON_PAGE"}},
            "zones/c": {"instances": [{"name": "two"}]},
        }, "nextPageToken": "n"});
        let answer = flat(body, "instances").unwrap();
        assert_eq!(answer.body, json!({"instances": [{"name": "one"}, {"name": "two"}], "nextPageToken": "n"}));
        assert!(answer.missing.is_none());
        assert_eq!(flat(json!({"kind": "x"}), "instances").unwrap().body, json!({"instances": []}));
    }

    #[test]
    fn what_could_not_be_reached_is_missing() {
        let scope = json!({"items": {"zones/a": {"warning": {"code": "UNREACHABLE"}}}});
        assert_eq!(flat(scope, "instances").unwrap().missing.unwrap().code, "UNREACHABLE");
        for body in [json!({"unreachables": ["zones/a"]}), json!({"unreachable": ["locations/b"]})] {
            assert_eq!(whole(body).missing.unwrap().code, "Unreachable");
        }
        let top = json!({"warning": {"code": "UNREACHABLE", "message": "zones/a"}});
        assert_eq!(whole(top).missing.unwrap().kind, GapKind::Transport);
        let sql = json!({"items": [], "warnings": [{"code": "REGION_UNREACHABLE", "region": "europe-west1"}]});
        assert_eq!(whole(sql).missing.unwrap().code, "REGION_UNREACHABLE");
        let redis =
            whole(json!({"instances": [{"name": "p/locations/a/instances/x"}, {"name": "p/locations/b/instances/-"}]}));
        assert_eq!(redis.body["instances"].as_array().unwrap().len(), 1);
        assert!(redis.missing.unwrap().message.contains("locations/b"));
        assert!(whole(json!({"unreachable": [], "warning": {"code": "NO_RESULTS_ON_PAGE"}})).missing.is_none());
    }

    #[test]
    fn an_answer_of_another_shape_is_not_empty() {
        assert!(flat(json!({"items": [1]}), "instances").is_err());
        assert!(flat(json!({"items": {"zones/a": {"instances": 1}}}), "instances").is_err());
    }
}
